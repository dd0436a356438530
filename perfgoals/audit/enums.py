"""What an audit event can be about."""

from django.db import models


class Verb(models.TextChoices):
    """动作: what somebody did or tried to do."""

    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "账号锁定"
    LOGOUT = "logout", "退出"
    REFUSED = "refused", "越权访问被拒"
    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    DELETE = "delete", "删除"
    IMPORT = "import", "导入"
    EXPORT = "export", "导出"
    PASSWORD = "password", "修改密码"
    PASSWORD_RESET = "password_reset", "重置密码"
    RESET_REQUEST = "reset_request", "申请重置密码"
    AUTHENTICATOR = "authenticator", "设置动态口令"
    AUTHENTICATOR_RESET = "authenticator_reset", "重置动态口令"
    RECOVERY_CODE = "recovery_code", "使用恢复码"
    GRANT = "grant", "授予角色"
    REVOKE = "revoke", "收回角色"
    PROPOSE = "propose", "提出角色"
    DECLINE = "decline", "不授予角色"
    FIRST_PASSWORD = "first_password", "发放首次密码"
    ACTIVATE = "activate", "启用账号"
    DEACTIVATE = "deactivate", "停用账号"
    UNLOCK = "unlock", "解除锁定"
    SUBMIT = "submit", "送审"
    WITHDRAW = "withdraw", "撤回"
    ENDORSE = "endorse", "审核通过"
    RETURN = "return", "退回"
    APPROVE = "approve", "批复"
    REVISE = "revise", "调整"
    REVISION_REQUEST = "revision_request", "调整申请"
    RATE = "rate", "填写审核表"
    REMARK = "remark", "审核意见"
    EXTEND = "extend", "延长期限"
    REMIND = "remind", "催办"
    BACKUP = "backup", "备份"
    RESTORE = "restore", "恢复备份"


class Result(models.TextChoices):
    """结果: how it ended."""

    DONE = "done", "成功"
    REFUSED = "refused", "被拒绝"
    FAILED = "failed", "失败"
