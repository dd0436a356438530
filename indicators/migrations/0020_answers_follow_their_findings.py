"""Answers to findings keep their hold: what recognises a finding changed from its words to the text it judges.

Until now a finding was known by its check, its field and its message. From now on it is known by its check, its
field, the text that was judged and the numbers said of it, so that an answer also holds in the next version of
the table. The answers given so far are found again through the findings that were kept of their goals.
"""

import hashlib
import re

from django.db import migrations

NUMBERS = re.compile("[0-9][0-9,.]*")
# Fields of a finding of a project, as the goal and its project hold them.
OF_PROJECT = {"name": "name", "justification": "justification", "amount": "amount"}
OF_GOAL = {"overall_objective", "annual_objective"}


def digest(*parts) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def text_judged(finding) -> str:
    """As `CheckedProject.text_at` gives it."""
    row, goal = finding.indicator, finding.goal
    if row is not None:
        return "\n".join((row.category.name, row.name, row.period_target, row.annual_target, row.note))
    if finding.field in OF_GOAL:
        return getattr(goal, finding.field)
    project = goal.project
    if finding.field == "fund_code":
        return project.fund_source.code if project.fund_source else ""
    if finding.field == "subject_code":
        return project.functional_subject.code if project.functional_subject else ""
    return str(getattr(project, OF_PROJECT[finding.field])) if finding.field in OF_PROJECT else ""


def follow(apps, schema_editor):
    findings = apps.get_model("indicators", "GoalFinding").objects.select_related(
        "goal__project__fund_source", "goal__project__functional_subject", "indicator__category"
    )
    answers = apps.get_model("indicators", "CheckAnswer").objects
    known = {(answer.goal_id, answer.fingerprint): answer for answer in answers.all()}
    taken = set(known)
    goals = {goal for goal, _ in known}
    for finding in findings.filter(goal__in=goals).iterator(chunk_size=500):
        answer = known.get((finding.goal_id, digest(finding.check_id, finding.field, finding.message)))
        said = (*NUMBERS.findall(finding.message), *map(str, finding.related))
        mark = digest(finding.check_id, finding.field, text_judged(finding), *said)
        if answer is not None and (finding.goal_id, mark) not in taken:
            taken.add((finding.goal_id, mark))
            answers.filter(pk=answer.pk).update(fingerprint=mark)
            finding.fingerprint = mark
            finding.save(update_fields=["fingerprint"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0019_handed_on")]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop, elidable=True)]
