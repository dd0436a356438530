"""What a password must be, said in Chinese where Django's translation has a gap."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class PasswordLengthValidator(MinimumLengthValidator):
    def get_error_message(self):
        return f"密码太短，至少要有 {self.min_length} 个字符。"
