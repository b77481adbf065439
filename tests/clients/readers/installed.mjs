// Where install.sh has put the libraries from package.json, and what all these programs have in common.

import { createRequire } from "node:module";

export const installed = createRequire(`${process.env.DATELINE_CLIENTS}/node/`);

/** An instant in UTC, to the second. */
export function instant(date) {
  return date.toISOString().replace(".000Z", "Z");
}

/** The day that the reader's clock shows at an instant: how these libraries say whole days. */
export function localDay(date) {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** The whole program of a reader: its argument is the address of a feed. */
export async function printWhat(clientShows) {
  console.log(JSON.stringify(await clientShows(process.argv[2])));
}

/** For a library that reads text and leaves it to others to fetch it. */
export async function feedAt(address) {
  return await (await fetch(address)).text();
}
