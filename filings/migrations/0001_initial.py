import django.db.models.deletion
import perfgoals.common.fields
from django.conf import settings
from django.db import migrations, models
from perfgoals.common.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('projects', '0002_code_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', perfgoals.common.fields.CleanCharField(max_length=200, unique=True, verbose_name='理由')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
                ('active', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '常用退回理由',
                'verbose_name_plural': '常用退回理由',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', perfgoals.common.fields.CleanCharField(max_length=30, unique=True, verbose_name='名称')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
            ],
            options={
                'verbose_name': '审核表分类',
                'verbose_name_plural': '审核表分类',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='种类')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待主管部门审核'), ('endorsed', '待财政审核'), ('returned', '已退回'), ('approved', '已批复')], default='draft', max_length=12, verbose_name='状态')),
                ('version_number', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='修订号')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='projects.budgetcycle', verbose_name='申报批次')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='projects.department', verbose_name='单位')),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='更新人')),
            ],
            options={
                'verbose_name': '报送',
                'verbose_name_plural': '报送',
            },
        ),
        migrations.CreateModel(
            name='FilingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField(verbose_name='序号')),
                ('version_number', models.PositiveIntegerField(verbose_name='版本')),
                ('action', models.CharField(choices=[('submit', '送审'), ('withdraw', '撤回'), ('endorse', '审核通过'), ('return', '退回'), ('approve', '批复'), ('revise', '调整')], max_length=10, verbose_name='因何保存')),
                ('schema', models.PositiveSmallIntegerField(verbose_name='格式')),
                ('content', models.TextField(verbose_name='内容')),
                ('sha256', models.CharField(max_length=64, verbose_name='校验值')),
                ('frozen_at', models.DateTimeField(verbose_name='时间')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='filings.filing', verbose_name='报送')),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
            ],
            options={
                'verbose_name': '版本',
                'verbose_name_plural': '版本',
                'ordering': ['filing', 'serial'],
            },
        ),
        migrations.CreateModel(
            name='FilingTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('submit', '送审'), ('withdraw', '撤回'), ('endorse', '审核通过'), ('return', '退回'), ('approve', '批复'), ('revise', '调整')], max_length=10, verbose_name='动作')),
                ('from_status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待主管部门审核'), ('endorsed', '待财政审核'), ('returned', '已退回'), ('approved', '已批复')], max_length=12, verbose_name='原状态')),
                ('to_status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待主管部门审核'), ('endorsed', '待财政审核'), ('returned', '已退回'), ('approved', '已批复')], max_length=12, verbose_name='新状态')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('comment', perfgoals.common.fields.CleanTextField(blank=True, max_length=2000, verbose_name='意见')),
                ('revision', models.PositiveIntegerField(help_text='这一步之后的修订号。', verbose_name='修订号')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='filings.filing', verbose_name='报送')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='filings.filingversion', verbose_name='存档版本')),
            ],
            options={
                'verbose_name': '流转记录',
                'verbose_name_plural': '流转记录',
                'ordering': ['filing', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='filing',
            name='submission',
            field=models.ForeignKey(blank=True, help_text='正在审核或已审核的那一次送审；撤回和调整后为空。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='filings.filingversion', verbose_name='送审版本'),
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(blank=True, max_length=20, verbose_name='位置')),
                ('row_key', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='行')),
                ('row_name', models.TextField(blank=True, verbose_name='行的名称')),
                ('row_group', models.CharField(blank=True, max_length=30, verbose_name='行的类别')),
                ('text', perfgoals.common.fields.CleanTextField(max_length=2000, verbose_name='意见')),
                ('at', models.DateTimeField(verbose_name='提出时间')),
                ('state', models.CharField(choices=[('open', '待答复'), ('answered', '已答复'), ('resolved', '已解决')], default='open', max_length=10, verbose_name='状态')),
                ('answer', perfgoals.common.fields.CleanTextField(blank=True, max_length=2000, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='解决时间')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='filings.filing', verbose_name='报送')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='filings.filingversion', verbose_name='送审版本')),
            ],
            options={
                'verbose_name': '审核意见',
                'verbose_name_plural': '审核意见',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', perfgoals.common.fields.CleanCharField(max_length=30, verbose_name='名称')),
                ('criteria', perfgoals.common.fields.CleanTextField(max_length=500, verbose_name='审核要点')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
                ('active', models.BooleanField(default=True, help_text='停用后新的审核表不再出现，已填的不受影响。', verbose_name='启用')),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='filings.reviewblock', verbose_name='分类')),
            ],
            options={
                'verbose_name': '审核内容',
                'verbose_name_plural': '审核内容',
                'ordering': ['block__position', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DeadlineExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('declaration', '申报'), ('review', '审核')], max_length=12, verbose_name='环节')),
                ('until', models.DateField(help_text='含当天。', verbose_name='延至')),
                ('reason', perfgoals.common.fields.CleanCharField(max_length=200, verbose_name='理由')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='projects.budgetcycle', verbose_name='申报批次')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.department', verbose_name='单位')),
            ],
            options={
                'verbose_name': '延期',
                'verbose_name_plural': '延期',
                'ordering': ['cycle', 'department', 'stage'],
                'constraints': [models.UniqueConstraint(fields=('cycle', 'department', 'stage'), name='filing_extension_once', violation_error_message='该单位在这一环节已有延期，请直接修改原有日期。'), models.CheckConstraint(condition=models.Q(('stage__in', ['declaration', 'review'])), name='filing_extension_stage_known', violation_error_message='环节只能是申报或审核。')],
            },
        ),
        migrations.CreateModel(
            name='ReviewSheet',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sheet', serialize=False, to='filings.filingversion', verbose_name='送审版本')),
                ('overall', models.CharField(choices=[('excellent', '优'), ('good', '良'), ('fair', '中'), ('poor', '差')], max_length=10, verbose_name='总体评价')),
                ('opinion', perfgoals.common.fields.CleanTextField(max_length=2000, verbose_name='总体意见')),
                ('filled_at', models.DateTimeField(verbose_name='审核日期')),
                ('filled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
            ],
            options={
                'verbose_name': '审核表',
                'verbose_name_plural': '审核表',
            },
        ),
        migrations.CreateModel(
            name='ReviewAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('block_name', perfgoals.common.fields.CleanCharField(max_length=30, verbose_name='分类')),
                ('question_name', perfgoals.common.fields.CleanCharField(max_length=30, verbose_name='审核内容')),
                ('criteria', perfgoals.common.fields.CleanTextField(max_length=500, verbose_name='审核要点')),
                ('rating', models.CharField(choices=[('excellent', '优'), ('good', '良'), ('fair', '中'), ('poor', '差')], max_length=10, verbose_name='评价')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='filings.reviewquestion', verbose_name='审核内容')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='filings.reviewsheet', verbose_name='审核表')),
            ],
            options={
                'verbose_name': '评价',
                'verbose_name_plural': '评价',
                'ordering': ['position'],
            },
        ),
        migrations.AddConstraint(
            model_name='filingversion',
            constraint=models.UniqueConstraint(fields=('filing', 'serial'), name='filing_version_serial_unique', violation_error_message='版本序号重复。'),
        ),
        migrations.AddIndex(
            model_name='filingtransition',
            index=models.Index(fields=['by', '-at'], name='filing_step_by_person'),
        ),
        migrations.AddConstraint(
            model_name='filingtransition',
            constraint=models.UniqueConstraint(fields=('filing', 'revision'), name='filing_step_once_per_revision', violation_error_message='这一步已经办理过。'),
        ),
        migrations.AddConstraint(
            model_name='filingtransition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['return', 'revise']), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='filing_step_reason_given', violation_error_message='退回和调整必须写明理由。'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['cycle', 'kind', 'status', 'department'], name='filing_by_status'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'endorsed', 'returned', 'approved'])), name='filing_status_known', violation_error_message='状态不在规定范围内。'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='filing_remark_has_text', violation_error_message='请填写审核意见。'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'resolved'])), name='filing_remark_state_known', violation_error_message='意见的状态不在规定范围内。'),
        ),
        migrations.AddConstraint(
            model_name='reviewquestion',
            constraint=models.UniqueConstraint(fields=('block', 'name'), name='filing_question_name_unique', violation_error_message='同一分类下已有同名的审核内容。'),
        ),
        migrations.AddConstraint(
            model_name='reviewsheet',
            constraint=models.CheckConstraint(condition=models.Q(('overall__in', ['excellent', 'good', 'fair', 'poor'])), name='filing_sheet_overall_known', violation_error_message='总体评价只能是优、良、中、差。'),
        ),
        migrations.AddConstraint(
            model_name='reviewanswer',
            constraint=models.UniqueConstraint(fields=('sheet', 'question'), name='filing_answer_once', violation_error_message='同一审核内容只能评价一次。'),
        ),
        migrations.AddConstraint(
            model_name='reviewanswer',
            constraint=models.CheckConstraint(condition=models.Q(('rating__in', ['excellent', 'good', 'fair', 'poor'])), name='filing_answer_rating_known', violation_error_message='评价只能是优、良、中、差。'),
        ),
        append_only('filings_filingversion'),
        append_only('filings_filingtransition'),
    ]
