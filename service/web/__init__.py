"""The web room: what the database knows as pages, and the published feeds. A WSGI application."""

import os

from flask import Flask

from service.config import Settings, settings_from
from service.resources import folder
from service.storage.database import open_database
from service.web import (
    asking,
    compression,
    errors,
    form_pages,
    headers,
    json_answers,
    kept_parts,
    links,
    masking,
    reader,
    reader_pages,
    refusing,
    speaking,
    templating,
)
from service.web.agenda import agenda_page
from service.web.changes import changes_page
from service.web.confirming import confirming_pages
from service.web.deadlines import deadlines_page
from service.web.events import event_pages
from service.web.feed_layer import FeedLayer
from service.web.feeds import feed_files
from service.web.mailbox import mailbox_pages
from service.web.managing import managing_pages
from service.web.month import month_page
from service.web.openapi import openapi
from service.web.organisations import organisation_pages
from service.web.robots import robots
from service.web.subscribing import subscribe_page
from service.web.timeline import timeline_page
from service.web.unsubscribing import unsubscribing_pages
from service.web.week import week_page
from service.web.year import year_page

VIEWS = (agenda_page, month_page, week_page, year_page, timeline_page, deadlines_page, changes_page)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with the layer in front that hands out feeds; without settings, with those of the environment.

    Raises DatelineError, in sentences, where the settings or the database are not fit for use.
    """
    settings = settings or settings_from(os.environ, web=True)
    app = create_plain_app(settings)
    shelf = app.extensions["dateline.shelf"]
    app.wsgi_app = FeedLayer(app.wsgi_app, settings.database, shelf)  # type: ignore[method-assign]  # as Flask's manual says
    return app


def create_plain_app(settings: Settings | None = None) -> Flask:
    """The same, in which every request goes through its view."""
    settings = settings or settings_from(os.environ, web=True)
    open_database(settings.database).close()
    app = Flask(__name__, template_folder=str(folder("templates")))
    asking.install(app, settings)
    reader.install(app)
    speaking.install(app)
    links.install(app)
    templating.install(app, settings.site)
    kept_parts.install(app)
    reader_pages.install(app)
    headers.install(app, settings.embed_origins)
    errors.install(app)
    refusing.install(app)
    json_answers.install(app)
    masking.install(app)
    compression.install(app)
    form_pages.install(app, settings.proxies)
    of_readers = (subscribe_page, confirming_pages, managing_pages, unsubscribing_pages)
    others = (event_pages, organisation_pages, reader_pages.reader_pages, feed_files, openapi, robots)
    for blueprint in (*VIEWS, *of_readers, *others):
        app.register_blueprint(blueprint)
    for view in VIEWS:
        app.register_blueprint(view, url_prefix="/embed", name=f"embedded_{view.name}")
    if settings.mailbox:
        app.register_blueprint(mailbox_pages)
    return app
