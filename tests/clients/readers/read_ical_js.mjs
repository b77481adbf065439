// ical.js, the core of Thunderbird's and of Nextcloud's calendar.

import { feedAt, installed, instant, printWhat } from "./installed.mjs";

const ICAL = installed("ical.js-2");

async function entries(address) {
  const calendar = new ICAL.Component(ICAL.parse(await feedAt(address)));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  return calendar.getAllSubcomponents("vevent").map(shown);
}

function shown(component) {
  const event = new ICAL.Event(component);
  const whole = event.startDate.isDate;
  const written = (time) => (whole ? time.toString() : instant(time.toJSDate()));
  return {
    title: event.summary,
    start: written(event.startDate),
    end: written(event.endDate),
    all_day: whole,
    cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
  };
}

await printWhat(entries);
