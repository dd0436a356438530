"""manage.py work: one worker process. It outlives the database, and keeps the queue and its folders tidy."""

from django.core.management.base import BaseCommand

from perfgoals.jobs import hosts
from perfgoals.jobs.schema import refuse_old_tables
from perfgoals.jobs.worker import SteadyWorker


class Command(BaseCommand):
    help = "后台任务进程：执行导入、导出、检查等任务。数据库断开时等它回来；Ctrl+C 停止。"

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="做完排队的任务就结束")
        parser.add_argument("--max-tasks", type=int, default=500, help="做完多少个任务后换新进程（默认 500）")

    def handle(self, *, batch, max_tasks, **options):
        refuse_old_tables()
        hosts.join()
        if not batch:
            hosts.keep_joined()
        worker = SteadyWorker(batch=batch, max_tasks=None if batch else max_tasks)
        worker.configure_signals()
        worker.run()
