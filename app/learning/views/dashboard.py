"""The first page: of a person who is signed in, what to do next; of anybody else, what this is."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.catalogue.topics import topic_words
from app.learning.browsing import courses_on_offer
from app.learning.taking_stock import take_stock
from app.learning.views import bp
from app.privacy.notices import current_notice
from app.privacy.queries import notices_read
from app.web.filters import reader_locale
from app.web.guarding import open_to_all
from app.web.requests import now, reading, settings


@bp.get("/")
@open_to_all
def dashboard() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        may_register = settings().registration != "invitation"
        return render_template("learning/front.html", courses=courses_on_offer(reading()), may_register=may_register)
    house = {"zone": settings().zone, "first": settings().first_course}
    stock = take_stock(reading(), person_id=int(current_user.id), at=now(), **house)
    unread = current_notice().digest not in notices_read(reading(), int(current_user.id))
    return render_template("learning/dashboard.html", stock=stock, topics=topic_words(str(reader_locale())), notice=unread)
