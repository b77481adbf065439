// FullCalendar with its iCalendar plugin, in a page without a window; it fetches the feed itself.

import { installed, instant, localDay, printWhat } from "./installed.mjs";

const { JSDOM } = installed("jsdom");
globalThis.window = new JSDOM("", { pretendToBeVisual: true }).window;
for (const name of ["document", "Element", "HTMLElement", "requestAnimationFrame"]) {
  globalThis[name] = window[name];
}
const { Calendar, createPlugin } = installed("@fullcalendar/core");
const { default: iCalendar } = installed("@fullcalendar/icalendar");

// A view that draws nothing: the grids of FullCalendar would draw each day of two centuries.
const nothing = createPlugin({ name: "nothing", views: { nothing: { content: () => "" } } });

function entries(address) {
  return new Promise((resolve, reject) => {
    const calendar = new Calendar(document.createElement("div"), {
      plugins: [iCalendar, nothing],
      initialView: "nothing",
      visibleRange: { start: "1900-01-01", end: "2100-01-01" },
      events: {
        url: address,
        format: "ics",
        success: () => {
          setTimeout(() => resolve(calendar.getEvents().map(shown))); // when the calendar has taken them in
        },
        failure: reject,
      },
    });
    calendar.render();
  });
}

function shown(event) {
  const written = event.allDay ? localDay : instant;
  return {
    title: event.title,
    start: written(event.start),
    end: written(event.end),
    all_day: event.allDay,
    cancelled: null, // it keeps no status
  };
}

await printWhat(entries);
process.exit(); // the page's clock goes on otherwise
