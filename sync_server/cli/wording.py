"""A refusal as one sentence for the person at the terminal, with what to do about it."""

from pydantic import ValidationError

from app.domain.problems import Code, Problem

_FIRST_BRANCH = (
    "vitrina-server branches add NUNOA --name 'Sucursal Ñuñoa' --country CL --zone America/Santiago"
)
_SENTENCES: dict[Code, str] = {
    Code.ALREADY_EXISTS: "{field} is there already.",
    Code.DATABASE_IN_USE: (
        "Another vitrina-server holds the data folder {detail} and does not answer"
        " (it may be starting or stopping). Try again, or stop it first."
    ),
    Code.DEMO_DATABASE: (
        "This data folder holds a demo, for life: it takes no real branch."
        " Choose another folder with VITRINA_HOME."
    ),
    Code.REAL_DATABASE: (
        "This data folder holds real branches, for life: it takes no demo."
        " Choose another folder with VITRINA_HOME."
    ),
    Code.INVALID_FIELD: "{field}: {detail}.",
    Code.MALFORMED: "That cannot be read: {detail}.",
    Code.NOT_ALLOWED: "{field} is not allowed to do that: {detail}.",
    Code.DEVICE_LOST: "Tablet {field} was reported lost: nothing is taken from it.",
    Code.NOT_FOUND: "There is no {detail} {field}.",
    Code.OVERLOADED: "It could not be done now: {detail}.",
    Code.PORT_IN_USE: "Port {field} is in use. Stop what listens there, or set {detail}.",
    Code.SERVER_ERROR: "The server could not do it: {detail}. Its log says why.",
}


def sentence(problem: Problem) -> str:
    """Return what to print about a refusal."""
    if problem.code is Code.NO_BRANCH:
        return _no_branch(problem)
    template = _SENTENCES.get(problem.code, str(problem).replace("{", "{{").replace("}", "}}"))
    return template.format(field=problem.field, detail=problem.detail)


def settings_sentence(error: ValidationError) -> str:
    """Return which variables of the environment cannot be, and why; their values stay unsaid."""
    wrong = (
        f"VITRINA_{str(found['loc'][0]).upper()}: {found['msg'].removeprefix('Value error, ')}"
        for found in error.errors(include_url=False, include_input=False)
    )
    return "\n".join(wrong)


def _no_branch(problem: Problem) -> str:
    if problem.detail:
        return f"There is no branch {problem.field}. There are: {problem.detail}."
    return f"There is no branch yet. Make one with:\n  {_FIRST_BRANCH}"
