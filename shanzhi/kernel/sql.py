"""SQL that the kernel's migration runs. Valid on PostgreSQL 15 to 18, without extensions and without schema names."""

CJK = "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
WIDE = "".join(chr(c) for r in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for c in range(*r))
NARROW = "".join(chr(ord(c) - 0xFEE0) for c in WIDE)

#: Splits text into the tokens that `kernel.search` explains. The C collation makes it the same in every locale.
#: A run 漏水管 becomes 漏 漏水 水管 管: replacing each character by itself, a space and itself again does it.
#: `translate` is slow, so it runs only on text that has full-width letters or digits.
BIGRAMS_SQL = rf"""
create or replace function shz_bigrams(body text) returns text
language sql immutable strict parallel safe as $shz$
select regexp_replace(
  regexp_replace(
    regexp_replace(
      lower(case when body ~ '[{WIDE}]' then translate(body, '{WIDE}', '{NARROW}') else body end collate "C"),
      '[^a-z0-9{CJK}]+', ' ', 'g'),
    '([0-9]+|[{CJK}]+)', ' \1 ', 'g'),
  '[{CJK}]', '\& \&', 'g')
$shz$
"""

BIGRAMS_REVERSE_SQL = "drop function if exists shz_bigrams(text)"
