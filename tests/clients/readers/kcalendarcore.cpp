// KCalendarCore, the engine of KOrganizer and Merkuro: reads a feed from standard input and prints what it shows, as JSON.

#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>
#include <QTimeZone>

using namespace KCalendarCore;

static QString written(const Event::Ptr &event, const QDateTime &moment)
{
    return event->allDay() ? moment.date().toString(Qt::ISODate) : moment.toUTC().toString(Qt::ISODate);
}

static QJsonObject shown(const Event::Ptr &event)
{
    // KDE takes the last day of an all-day event as included.
    const QDateTime end = event->allDay() ? event->dtEnd().addDays(1) : event->dtEnd();
    return {
        {"start", written(event, event->dtStart())},
        {"end", written(event, end)},
        {"all_day", event->allDay()},
        {"title", event->summary()},
        {"cancelled", event->status() == Incidence::StatusCanceled},
    };
}

int main()
{
    QFile input;
    input.open(stdin, QIODevice::ReadOnly);
    MemoryCalendar::Ptr calendar(new MemoryCalendar(QTimeZone::systemTimeZone()));
    if (!ICalFormat().fromRawString(calendar, input.readAll())) {
        return 1;
    }
    QJsonArray entries;
    for (const Event::Ptr &event : calendar->rawEvents()) {
        entries.append(shown(event));
    }
    QTextStream(stdout) << QJsonDocument(entries).toJson();
}
