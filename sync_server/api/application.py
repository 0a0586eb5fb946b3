"""The web application: routes for tablets, a health check, and every refusal as problem+json."""

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION
from sync_server.api import blobs, sync
from sync_server.api.errors import answer_problems
from sync_server.services.server_sync import ServerSync
from sync_server.storage.database import Database


def application(database: Database, server_sync: ServerSync) -> FastAPI:
    # No generated pages: they would load their scripts from elsewhere.
    app = FastAPI(title="Vitrina", openapi_url=None, docs_url=None, redoc_url=None)
    answer_problems(app)
    app.include_router(sync.routes(server_sync))
    app.include_router(blobs.routes(server_sync))

    @app.get("/healthz")
    def healthz() -> dict[str, int | bool]:
        """Answer when the database can be read."""
        try:
            with database.reading() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as exc:
            raise Problem(Code.OVERLOADED, retry_after=10) from exc
        return {"ok": True, "contract": CONTRACT_VERSION}

    return app
