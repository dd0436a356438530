"""Every goal gets its filing; what was said, rated and frozen of goals moves there, keys and all."""

import django.db.models.deletion
from django.db import migrations, models
from perfgoals.common.append_only import seal, unseal

SEALED = ("filingversion", "filingtransition")
# New table → (old table, columns that are called the same, new column → old one)
MOVED = {
    "reviewblock": ("reviewblock", "id name position", {}),
    "reviewquestion": ("reviewquestion", "id block_id name criteria position active", {}),
    "returnreason": ("returnreason", "id text position active", {}),
    "deadlineextension": ("deadlineextension", "id cycle_id department_id stage until reason", {}),
    "filingversion": (
        "goalversion",
        "id serial version_number action schema content sha256 frozen_at frozen_by_id",
        {"filing_id": "goal_id"},
    ),
    "filingtransition": (
        "goaltransition",
        "id action from_status to_status by_id at comment revision version_id",
        {"filing_id": "goal_id"},
    ),
    "remark": (
        "remark",
        "id version_id place text by_id at state answer answered_by_id answered_at resolved_by_id resolved_at",
        {
            "filing_id": "goal_id",
            "row_key": "indicator_key",
            "row_name": "indicator_name",
            "row_group": "category_name",
        },
    ),
    "reviewsheet": ("reviewsheet", "version_id overall opinion filled_by_id filled_at", {}),
    "reviewanswer": (
        "reviewanswer",
        "id sheet_id question_id position block_name question_name criteria rating",
        {},
    ),
}
STATE = "status version_number revision submission_id updated_at updated_by_id".split()


def to_filings(apps, editor):
    """A goal's filing takes the goal's own key, so that everything else keeps its references."""
    run = editor.execute
    columns = ", ".join(STATE)
    run(
        f"INSERT INTO filings_filing (id, kind, cycle_id, department_id, {columns}) "
        f"SELECT g.project_id, 'goal', p.cycle_id, p.department_id, {', '.join('g.' + name for name in STATE)} "
        "FROM indicators_performancegoal g JOIN projects_project p ON p.id = g.project_id"
    )
    for new, (old, same, renamed) in MOVED.items():
        pairs = {name: name for name in same.split()} | renamed
        run(
            f"INSERT INTO filings_{new} ({_names(pairs)}) "
            f"SELECT {_names(pairs.values())} FROM indicators_{old} ORDER BY 1"
        )
    run("UPDATE indicators_performancegoal SET filing_id = project_id")
    _settle(editor, ["filings_filing", *(f"filings_{new}" for new, (_, same, _) in MOVED.items() if " id" in f" {same}")])


def to_goals(apps, editor):
    """Only goals go back; a filing of another kind stops it before anything is lost."""
    run = editor.execute
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM filings_filing WHERE kind <> 'goal'")
        if cursor.fetchone()[0]:
            raise RuntimeError("还有绩效目标以外的表，不能退回到以前的版本。")
    goal = "(SELECT g.project_id FROM indicators_performancegoal g WHERE g.filing_id = filings_{0}.filing_id)"
    for new, (old, same, renamed) in MOVED.items():
        pairs = {name: name for name in same.split()} | renamed
        values = [goal.format(new) if name == "filing_id" else _quoted(name) for name in pairs]
        run(f"INSERT INTO indicators_{old} ({_names(pairs.values())}) SELECT {', '.join(values)} FROM filings_{new}")
    state = ", ".join(
        f"{name} = (SELECT f.{name} FROM filings_filing f WHERE f.id = indicators_performancegoal.filing_id)"
        for name in STATE
    )
    run(f"UPDATE indicators_performancegoal SET {state}")
    run("UPDATE indicators_performancegoal SET filing_id = NULL")
    run("UPDATE filings_filing SET submission_id = NULL")
    for table in SEALED:
        unseal(editor.connection, f"filings_{table}")
    for table in reversed([*MOVED]):
        run(f"DELETE FROM filings_{table}")
    run("DELETE FROM filings_filing")
    for table in SEALED:
        seal(editor.connection, f"filings_{table}")
    _settle(editor, [f"indicators_{old}" for old, same, _ in MOVED.values() if " id" in f" {same}"])


def _quoted(name):
    return f'"{name}"'


def _names(names):
    return ", ".join(map(_quoted, names))


def _settle(editor, tables):
    """PostgreSQL: the counters of keys go on after the last one; nothing waits for the end of the transaction."""
    if editor.connection.vendor != "postgresql":
        return
    for table in tables:
        editor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"coalesce((SELECT max(id) FROM {table}), 1), (SELECT count(*) FROM {table}) > 0)"
        )
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0001_initial"),
        ("indicators", "0011_import_consents"),
    ]

    operations = [
        migrations.AddField(
            model_name="performancegoal",
            name="filing",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="goal",
                to="filings.filing",
                verbose_name="报送",
            ),
        ),
        migrations.RunPython(to_filings, to_goals),
    ]
