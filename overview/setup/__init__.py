"""What 系统管理员 sets up, on pages of the site's own: the guide of the first hour, units, codes, cycles."""
