from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_longer_rule_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="excused",
            field=models.BooleanField(default=False, verbose_name="不用改正"),
        ),
        migrations.RemoveConstraint(model_name="verdict", name="review_verdict_has_reason"),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("excused", False), ("upheld", True)) | models.Q(("reason", ""), _negated=True),
                name="review_verdict_has_reason",
                violation_error_message="认为不成立或者不用改正的，请写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("upheld", True), ("excused", False), _connector="OR"),
                name="review_verdict_excused",
            ),
        ),
    ]
