"""The web room: what the database knows as pages, and the published feeds. A WSGI application."""

import os

from flask import Flask

from service.config import Settings, settings_from
from service.resources import folder
from service.storage.database import open_database
from service.web import asking, errors, headers, masking, speaking
from service.web.agenda import agenda_page
from service.web.events import event_pages
from service.web.feed_layer import FeedLayer
from service.web.feeds import feed_files
from service.web.mailbox import mailbox_pages
from service.web.organisations import organisation_pages
from service.web.robots import robots


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
    speaking.install(app)
    headers.install(app)
    errors.install(app)
    masking.install(app)
    for blueprint in (agenda_page, event_pages, organisation_pages, feed_files, robots):
        app.register_blueprint(blueprint)
    if settings.mailbox:
        app.register_blueprint(mailbox_pages)
    return app
