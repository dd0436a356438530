"""接口: what other programs may read, as the person whose token they carry."""
