// ts-ics, which Open Web Calendar's successors and other web pages use.

import { feedAt, installed, instant, printWhat } from "./installed.mjs";

const { convertIcsCalendar } = installed("ts-ics");

async function entries(address) {
  const calendar = convertIcsCalendar(undefined, await feedAt(address));
  return (calendar.events ?? []).map(shown);
}

function shown(event) {
  const whole = event.start.type === "DATE";
  const written = (moment) => (whole ? moment.date.toISOString().slice(0, "2021-09-16".length) : instant(moment.date));
  return {
    title: event.summary,
    start: written(event.start),
    end: written(event.end),
    all_day: whole,
    cancelled: event.status === "CANCELLED",
  };
}

await printWhat(entries);
