// node-ical, which MagicMirror and many bots read calendars with; it fetches the feed itself.

import { installed, instant, localDay, printWhat } from "./installed.mjs";

const ical = installed("node-ical");

async function entries(address) {
  const components = Object.values(await ical.async.fromURL(address));
  return components.filter((each) => each.type === "VEVENT").map(shown);
}

function shown(event) {
  const whole = event.datetype === "date";
  const written = whole ? localDay : instant;
  return {
    title: event.summary,
    start: written(event.start),
    end: written(event.end),
    all_day: whole,
    cancelled: event.status === "CANCELLED",
  };
}

await printWhat(entries);
