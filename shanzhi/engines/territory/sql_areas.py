"""The SQL of the areas import. The staging tables live for one transaction; every check is over the whole set.

`natural_level` is the level of a code's last digits that are not zero. A row that is listed at a lower level than
that under the same name is the same place listed again: 东莞市 is its own county, 金门县 its own street and village.
Such rows are folded into the highest. Any other second row of a code is a duplicate, except that the same row may
stand in several *files* (each district's file repeats its province).
"""

#: Hash joins over the whole country in memory; for this transaction only.
MEMORY = "SET LOCAL work_mem = '192MB'"

STAGE = """
CREATE TEMP TABLE areas_staging (
    file smallint, line integer, code text, name text, level_text text, parent text, village_kind text,
    street text, county text, city text, province text
) ON COMMIT DROP
"""

COPY = "COPY areas_staging FROM STDIN"

_DIGITS_ONLY = "translate(code, '0123456789', '') = '' AND left(code, 1) <> '0'"

# Codes to 12 digits; levels by the column, else by the length of a short code, else by the zeros.
# A code of a wrong form keeps level NULL, so that the checks below see it and nothing else does.
_READY = f"""
CREATE TEMP TABLE areas_ready ON COMMIT DROP AS
SELECT *, CASE natural_level WHEN 1 THEN '' WHEN 2 THEN left(code, 2) || '0000000000'
           WHEN 3 THEN left(code, 4) || '00000000' WHEN 4 THEN left(code, 6) || '000000'
           ELSE left(code, 9) || '000' END AS parent_code,
       CASE WHEN name LIKE '_%社区居民委员会' THEN left(name, -5)
           WHEN name LIKE '_%居民委员会' THEN left(name, -5) || '社区'
           WHEN name LIKE '_%社区居委会' THEN left(name, -3)
           WHEN name LIKE '_%居委会' THEN left(name, -3) || '社区'
           WHEN name LIKE '_%村村民委员会' THEN left(name, -5)
           WHEN name LIKE '_%村民委员会' THEN left(name, -5) || '村'
           WHEN name LIKE '_%村村委会' THEN left(name, -3)
           WHEN name LIKE '_%村委会' THEN left(name, -3) || '村'
           ELSE name END AS short_name,
       false AS is_spare
FROM (
    SELECT file, line, given, rpad(given, 12, '0') AS code, name, level_text, parent, village_kind,
           street, county, city, province,
           (CASE WHEN NOT is_code THEN NULL
               WHEN level_text IN ('1', '2', '3', '4', '5') THEN level_text::smallint
               WHEN level_text <> '' THEN NULL
               WHEN length(given) < 12 OR street <> '' OR county <> '' OR city <> '' OR province <> ''
                   THEN CASE length(given) WHEN 2 THEN 1 WHEN 4 THEN 2 WHEN 6 THEN 3 WHEN 9 THEN 4 ELSE 5 END
               ELSE natural_level END)::smallint AS level,
           natural_level
    FROM (
        SELECT file, line, code AS given, name, level_text, parent, village_kind, street, county, city, province,
               {_DIGITS_ONLY} AND length(code) IN (2, 4, 6, 9, 12) AS is_code,
               (CASE WHEN right(rpad(code, 12, '0'), 3) <> '000' THEN 5
                   WHEN right(rpad(code, 12, '0'), 6) <> '000000' THEN 4
                   WHEN right(rpad(code, 12, '0'), 8) <> '00000000' THEN 3
                   WHEN right(rpad(code, 12, '0'), 10) <> '0000000000' THEN 2
                   ELSE 1 END)::smallint AS natural_level
        FROM areas_staging
    ) judged
) levelled
"""

PREPARE = (
    _READY,
    "CREATE INDEX ON areas_ready (code)",
    "ANALYZE areas_ready",
    # The same place at several levels, or the same row in several files: one stays.
    """
    UPDATE areas_ready extra SET is_spare = true
    FROM areas_ready kept
    WHERE kept.code = extra.code AND kept.name = extra.name
      AND kept.level = kept.natural_level AND extra.level IS NOT NULL
      AND (extra.level > kept.level OR (extra.level = kept.level AND extra.file > kept.file))
    """,
)

#: Row faults in the order in which a person would notice them: form, name, level, parent, duplicate, orphan.
FAULTS = """
WITH counted AS (
    SELECT code, min(file * 10000000::bigint + line) AS first
    FROM areas_ready WHERE NOT is_spare GROUP BY code HAVING count(*) > 1
), known AS (
    SELECT DISTINCT parent_code AS code FROM areas_ready r
    WHERE EXISTS (SELECT FROM areas_ready p WHERE p.code = r.parent_code AND p.level IS NOT NULL)
       OR EXISTS (SELECT FROM territory_area a WHERE a.code = r.parent_code)
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
    FROM areas_ready n
    LEFT JOIN counted c ON c.code = n.code
    LEFT JOIN known k ON k.code = n.parent_code
)
SELECT file, line, code, message, count(*) OVER () FROM faults
WHERE message IS NOT NULL ORDER BY file, line LIMIT %s
"""

#: Only what is new or different goes on; a rerun ends here with an empty table.
CHANGES = """
CREATE TEMP TABLE areas_changes ON COMMIT DROP AS
SELECT r.*, a.name AS old_name, a.until IS NOT NULL AS ended
FROM areas_ready r LEFT JOIN territory_area a ON a.code = r.code
WHERE NOT r.is_spare AND (a.code IS NULL OR a.until IS NOT NULL OR a.name <> r.name
    OR (r.village_kind <> '' AND r.village_kind <> a.village_kind))
"""

RENAMES = """
INSERT INTO territory_succession (old_code, new_code, "on", kind, old_name, new_name, basis)
SELECT code, code, %(on)s, 'rename', old_name, name, '区划导入'
FROM areas_changes WHERE NOT ended AND old_name <> name
ON CONFLICT (old_code, new_code, "on") DO UPDATE SET new_name = excluded.new_name
"""

UPDATE = """
UPDATE territory_area a SET name = c.name, short_name = c.short_name,
       village_kind = CASE WHEN c.village_kind <> '' THEN c.village_kind ELSE a.village_kind END
FROM areas_changes c WHERE a.code = c.code AND NOT c.ended AND c.old_name IS NOT NULL
"""

ADD = """
INSERT INTO territory_area (code, level, name, short_name, parent_code, village_kind, initials, is_sketch)
SELECT code, level, name, short_name, parent_code, village_kind, '', false
FROM areas_changes WHERE old_name IS NULL ORDER BY code
"""

COUNTS = """
SELECT (SELECT count(*) FROM areas_ready WHERE is_spare AND level <> natural_level),
       (SELECT count(*) FROM areas_ready WHERE NOT is_spare),
       count(*) FILTER (WHERE ended)
FROM areas_changes
"""
