"""Reports are reviewed like documents; those there already were public before."""

import django.db.models.deletion
from django.db import migrations, models


def who_and_since_when(apps, schema_editor):
    report = apps.get_model("portal", "AnnualReportPage")
    column = apps.get_model("publishing", "ColumnPage")
    for page in report.objects.all():
        parent = column.objects.get(path=page.path[:-4])
        report.objects.filter(pk=page.pk).update(agency=parent.agency_id, mark="before")


def sign_anew(apps, schema_editor):
    """The hash of what is shown, in the words of the model as it was when this was written."""
    import hashlib

    from kaicheng.audit_chain.canonical import canonical

    report = apps.get_model("portal", "AnnualReportPage")
    for page in report.objects.all():
        content = {
            "agency": page.agency_id,
            "office": None,
            "title": page.title,
            "year": page.year,
            "edition": 1,
            "correction": "",
            "report": page.report_json,
            "facts": "",
        }
        digest = hashlib.sha256(canonical(content).encode()).hexdigest()
        report.objects.filter(pk=page.pk).update(signed_hash=digest)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("portal", "0001_initial"),
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualreportpage",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="annual_reports",
                to="agencies.agency", verbose_name="行政机关",
            ),
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="office",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="agencies.office", verbose_name="责任科室",
            ),
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="第几版"),
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="correction",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="更正理由"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="facts_json",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="mark",
            field=models.CharField(
                choices=[("here", "在本系统审核发布"), ("before", "系统启用前已经公开")], default="here",
                editable=False, max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="annualreportpage",
            name="signed_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(who_and_since_when, migrations.RunPython.noop),
        migrations.RunPython(sign_anew, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="annualreportpage",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="annual_reports",
                to="agencies.agency", verbose_name="行政机关",
            ),
        ),
    ]
