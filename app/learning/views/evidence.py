"""What whoever holds signed evidence asks without an account: which keys signed it, and whether anything was voided since."""

from __future__ import annotations

import json

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.learning.views import bp
from app.requirements.signing import published_keys
from app.requirements.standing import standing_of
from app.web.guarding import open_to_all
from app.web.requests import now, reading


@bp.get("/checks/<code>/standing.json")
@open_to_all
def evidence_standing(code: str) -> ResponseReturnValue:
    """Names nobody: codes and states of what the signed answer rests on."""
    return jsonify(standing_of(reading(), code, at=now()))


@bp.get("/.well-known/openward-keys.json")
@open_to_all
def evidence_keys() -> ResponseReturnValue:
    return Response(json.dumps(published_keys(reading())), mimetype="application/jwk-set+json")
