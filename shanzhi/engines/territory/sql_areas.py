"""The SQL of the areas import. The staging tables live for one transaction; every check is over the whole set.

`natural_level` is the level of a code's last digits that are not zero. A row that is listed at a lower level than
that under the same name is the same place listed again: 东莞市 is its own county, 金门县 its own street and village.
Such rows are folded into the highest. Any other second row of a code is a duplicate, except that the same row may
stand in several *files* (each district's file repeats its province).
"""

#: Hash joins over the whole country in memory; for this transaction only.
MEMORY = "SET LOCAL work_mem = '192MB'"

_CODE = "rpad(given, 12, '0')"
_NATURAL = f"""(CASE WHEN right({_CODE}, 3) <> '000' THEN 5 WHEN right({_CODE}, 6) <> '000000' THEN 4
    WHEN right({_CODE}, 8) <> '00000000' THEN 3 WHEN right({_CODE}, 10) <> '0000000000' THEN 2 ELSE 1 END)"""
_IS_CODE = """(translate(given, '0123456789', '') = '' AND left(given, 1) <> '0'
    AND length(given) IN (2, 4, 6, 9, 12))"""
_BY_LENGTH = "(CASE length(given) WHEN 2 THEN 1 WHEN 4 THEN 2 WHEN 6 THEN 3 WHEN 9 THEN 4 ELSE 5 END)"

# Codes to 12 digits; levels by the column, else by the length of a short code, else by the zeros; parents by the code.
# A code of a wrong form keeps level NULL, so that the checks below see it and nothing else does.
STAGE = f"""
CREATE TEMP TABLE areas_staging (
    file smallint, line integer, given text, name text, level_text text, parent text, village_kind text,
    street text, county text, city text, province text,
    code text GENERATED ALWAYS AS ({_CODE}) STORED,
    natural_level smallint GENERATED ALWAYS AS ({_NATURAL}) STORED,
    parent_code text GENERATED ALWAYS AS (CASE {_NATURAL} WHEN 1 THEN '' WHEN 2 THEN left(given, 2) || '0000000000'
        WHEN 3 THEN left(given, 4) || '00000000' WHEN 4 THEN left(given, 6) || '000000'
        ELSE left(given, 9) || '000' END) STORED,
    level smallint GENERATED ALWAYS AS (CASE WHEN NOT {_IS_CODE} THEN NULL
        WHEN level_text IN ('1', '2', '3', '4', '5') THEN level_text::smallint
        WHEN level_text <> '' THEN NULL
        WHEN length(given) < 12 OR street <> '' OR county <> '' OR city <> '' OR province <> '' THEN {_BY_LENGTH}
        ELSE {_NATURAL} END) STORED,
    is_spare boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""

COPY = """
COPY areas_staging (file, line, given, name, level_text, parent, village_kind, street, county, city, province)
FROM STDIN
"""

_SHORT = """
CASE WHEN r.name LIKE '_%%社区居民委员会' THEN left(r.name, -5)
     WHEN r.name LIKE '_%%居民委员会' THEN left(r.name, -5) || '社区'
     WHEN r.name LIKE '_%%社区居委会' THEN left(r.name, -3)
     WHEN r.name LIKE '_%%居委会' THEN left(r.name, -3) || '社区'
     WHEN r.name LIKE '_%%村村民委员会' THEN left(r.name, -5)
     WHEN r.name LIKE '_%%村民委员会' THEN left(r.name, -5) || '村'
     WHEN r.name LIKE '_%%村村委会' THEN left(r.name, -3)
     WHEN r.name LIKE '_%%村委会' THEN left(r.name, -3) || '村'
     ELSE r.name END
"""

PREPARE = (
    "ANALYZE areas_staging (code, parent_code, level)",
    """
    CREATE TEMP TABLE areas_repeated ON COMMIT DROP AS
    SELECT r.* FROM areas_staging r
    JOIN (SELECT code FROM areas_staging GROUP BY code HAVING count(*) > 1) twice USING (code)
    """,
    # The same place at several levels, or the same row in several files: one stays.
    """
    UPDATE areas_staging extra SET is_spare = true
    FROM areas_repeated kept
    WHERE kept.code = extra.code AND kept.name = extra.name
      AND kept.level = kept.natural_level AND extra.level IS NOT NULL
      AND (extra.level > kept.level OR (extra.level = kept.level AND extra.file > kept.file))
    """,
)

#: Row faults in the order in which a person would notice them: form, name, level, parent, duplicate, orphan.
FAULTS = """
WITH counted AS (
    SELECT s.code, min(s.file * 10000000::bigint + s.line) AS first
    FROM areas_staging s WHERE s.code IN (SELECT code FROM areas_repeated) AND NOT s.is_spare
    GROUP BY s.code HAVING count(*) > 1
), known AS (
    SELECT r.code FROM (SELECT DISTINCT parent_code AS code FROM areas_staging) r
    WHERE EXISTS (SELECT FROM areas_staging p WHERE p.code = r.code AND p.level IS NOT NULL)
       OR EXISTS (SELECT FROM territory_area a WHERE a.code = r.code)
), faults AS (
    SELECT n.file, n.line, n.given AS code, CASE
        WHEN n.level IS NULL AND (translate(n.given, '0123456789', '') <> '' OR left(n.given, 1) = '0'
                OR length(n.given) NOT IN (2, 4, 6, 9, 12))
            THEN '代码格式不对，应是 2、4、6、9 或 12 位数字'
        WHEN n.level IS NULL THEN '级别应是 1 到 5'
        WHEN n.name = '' THEN '名称是空的'
        WHEN length(n.name) > 64 OR n.name ~ '[[:cntrl:]]' THEN '名称太长或含有看不见的字符'
        WHEN length(n.village_kind) > 20 THEN '城乡属性太长'
        WHEN NOT n.is_spare AND n.level <> n.natural_level THEN '级别和代码对不上'
        WHEN n.parent <> '' AND n.parent <> n.parent_code AND NOT n.is_spare THEN '上级代码和本代码对不上'
        WHEN NOT (starts_with(n.given, n.street) AND starts_with(n.given, n.county)
                  AND starts_with(n.given, n.city) AND starts_with(n.given, n.province))
            THEN '上级代码和本代码对不上'
        WHEN c.first IS NOT NULL AND NOT n.is_spare AND n.file * 10000000::bigint + n.line <> c.first
            THEN '代码重复，前面已经有这个代码'
        WHEN n.natural_level > 1 AND NOT n.is_spare AND k.code IS NULL THEN '找不到上级 ' || n.parent_code
        END AS message
    FROM areas_staging n
    LEFT JOIN counted c ON c.code = n.code
    LEFT JOIN known k ON k.code = n.parent_code
)
SELECT file, line, code, message, count(*) OVER () FROM faults
WHERE message IS NOT NULL ORDER BY file, line LIMIT %s
"""

#: What is known already and comes differently; ended areas are listed only to be counted.
CHANGES = f"""
CREATE TEMP TABLE areas_changes ON COMMIT DROP AS
SELECT r.code, r.name, r.village_kind, {_SHORT} AS short_name, a.name AS old_name, a.until IS NOT NULL AS ended
FROM areas_staging r JOIN territory_area a ON a.code = r.code
WHERE NOT r.is_spare AND (a.until IS NOT NULL OR a.name <> r.name
    OR (r.village_kind <> '' AND r.village_kind <> a.village_kind))
"""  # noqa: S608 - every part is a constant of this file

RENAMES = """
INSERT INTO territory_succession (old_code, new_code, "on", kind, old_name, new_name, basis)
SELECT code, code, %(on)s, 'rename', old_name, name, '区划导入'
FROM areas_changes WHERE NOT ended AND old_name <> name
ON CONFLICT (old_code, new_code, "on") DO UPDATE SET new_name = excluded.new_name
"""

UPDATE = """
UPDATE territory_area a SET name = c.name, short_name = c.short_name,
       village_kind = CASE WHEN c.village_kind <> '' THEN c.village_kind ELSE a.village_kind END
FROM areas_changes c WHERE a.code = c.code AND NOT c.ended
"""

ADD = f"""
INSERT INTO territory_area (code, level, name, short_name, parent_code, village_kind, initials, is_sketch)
SELECT r.code, r.level, r.name, {_SHORT}, r.parent_code, r.village_kind, '', false
FROM areas_staging r
WHERE NOT r.is_spare AND NOT EXISTS (SELECT FROM territory_area a WHERE a.code = r.code)
ORDER BY r.code
"""  # noqa: S608 - every part is a constant of this file

COUNTS = """
SELECT (SELECT count(*) FROM areas_staging WHERE is_spare AND level <> natural_level),
       (SELECT count(*) FROM areas_staging WHERE NOT is_spare),
       (SELECT count(*) FROM areas_changes WHERE ended)
"""
