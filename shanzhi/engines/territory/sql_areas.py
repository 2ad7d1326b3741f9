"""The SQL of the areas import. The staging table lives for one transaction; every check is over the whole set.

`natural_level` is the level of a code's last digits that are not zero. A row that is listed at a lower level than
that under the same name is the same place listed again: 东莞市 is its own county, 金门县 its own street and village.
Such rows are folded into the highest. Any other second row of a code is a duplicate, except that the same row may
stand in several *files* (each district's file repeats its province).
"""

STAGE = """
CREATE TEMP TABLE areas_staging (
    file smallint, line integer, code text, name text, level_text text, parent text, village_kind text, above text,
    level smallint, natural_level smallint, is_spare boolean NOT NULL DEFAULT false, short_name text
) ON COMMIT DROP
"""

COPY = "COPY areas_staging (file, line, code, name, level_text, parent, village_kind, above) FROM STDIN"

_SHORT = """
CASE
    WHEN name ~ '.(社区)?(居民委员会|居委会)$' THEN regexp_replace(name, '(社区)?(居民委员会|居委会)$', '社区')
    WHEN name ~ '.(村民委员会|村委会)$' THEN regexp_replace(name, '村?(村民委员会|村委会)$', '村')
    ELSE name
END
"""

#: Codes to 12 digits, levels by the column, else by the length of a short code, else by the zeros; parents by code.
#: A code of a wrong form keeps level NULL, so that the checks below see it and nothing else does.
PREPARE = (
    f"""
    CREATE TEMP TABLE areas_ready ON COMMIT DROP AS
    SELECT file, line, code AS given, rpad(code, 12, '0') AS code, name, level_text, parent, village_kind, above,
           CASE
               WHEN code !~ '^[1-9][0-9]+$' OR length(code) NOT IN (2, 4, 6, 9, 12) THEN NULL
               WHEN level_text ~ '^[1-5]$' THEN level_text::smallint
               WHEN level_text <> '' THEN NULL
               WHEN above <> '' OR length(code) < 12
                   THEN CASE length(code) WHEN 2 THEN 1 WHEN 4 THEN 2 WHEN 6 THEN 3 WHEN 9 THEN 4 ELSE 5 END
               ELSE {{natural}}
           END::smallint AS level,
           ({{natural}})::smallint AS natural_level,
           {_SHORT} AS short_name,
           false AS is_spare
    FROM (
        SELECT file, line, btrim(code) AS code, btrim(name) AS name, btrim(level_text) AS level_text,
               btrim(parent) AS parent, btrim(village_kind) AS village_kind, above
        FROM areas_staging
    ) trimmed
    """.format(
        natural="""CASE
            WHEN rpad(code, 12, '0') LIKE '%0000000000' THEN 1
            WHEN rpad(code, 12, '0') LIKE '%00000000' THEN 2
            WHEN rpad(code, 12, '0') LIKE '%000000' THEN 3
            WHEN rpad(code, 12, '0') LIKE '%000' THEN 4
            ELSE 5 END"""
    ),
    "CREATE INDEX ON areas_ready (code)",
    "ANALYZE areas_ready",
    # The same place at several levels, or the same row in several files: one stays.
    """
    UPDATE areas_ready extra SET is_spare = true
    FROM areas_ready kept
    WHERE kept.code = extra.code AND kept.name = extra.name
      AND kept.level = kept.natural_level
      AND (extra.level > kept.level
           OR (extra.level = kept.level AND extra.file > kept.file AND extra.village_kind = kept.village_kind))
      AND extra.level IS NOT NULL
    """,
)

#: Row faults in the order in which a person would notice them: form, name, level, parent, duplicate, orphan.
FAULTS = """
WITH numbered AS (
    SELECT *, CASE natural_level WHEN 1 THEN '' WHEN 2 THEN rpad(left(code, 2), 12, '0')
        WHEN 3 THEN rpad(left(code, 4), 12, '0') WHEN 4 THEN rpad(left(code, 6), 12, '0')
        ELSE rpad(left(code, 9), 12, '0') END AS parent_code
    FROM areas_ready
), counted AS (
    SELECT code, count(*) AS rows, min(file * 10000000::bigint + line) AS first
    FROM areas_ready WHERE NOT is_spare GROUP BY code HAVING count(*) > 1
), faults AS (
    SELECT n.file, n.line, n.given AS code, CASE
        WHEN n.given !~ '^[1-9][0-9]+$' OR length(n.given) NOT IN (2, 4, 6, 9, 12)
            THEN '代码格式不对，应是 2、4、6、9 或 12 位数字'
        WHEN n.name = '' THEN '名称是空的'
        WHEN length(n.name) > 64 OR n.name ~ '[[:cntrl:]]' THEN '名称太长或含有看不见的字符'
        WHEN length(n.village_kind) > 20 THEN '城乡属性太长'
        WHEN n.level IS NULL THEN '级别应是 1 到 5'
        WHEN NOT n.is_spare AND n.level <> n.natural_level THEN '级别和代码对不上'
        WHEN n.parent <> '' AND n.parent <> n.parent_code AND NOT n.is_spare THEN '上级代码和本代码对不上'
        WHEN n.above <> '' AND EXISTS (
            SELECT FROM unnest(string_to_array(n.above, ',')) a WHERE NOT starts_with(n.given, btrim(a))
        ) THEN '上级代码和本代码对不上'
        WHEN c.rows IS NOT NULL AND NOT n.is_spare AND n.file * 10000000::bigint + n.line <> c.first
            THEN '代码重复，前面已经有这个代码'
        WHEN n.natural_level > 1 AND NOT n.is_spare
             AND p.code IS NULL AND NOT EXISTS (SELECT FROM territory_area a WHERE a.code = n.parent_code)
            THEN '找不到上级 ' || n.parent_code
        END AS message
    FROM numbered n
    LEFT JOIN counted c ON c.code = n.code
    LEFT JOIN (SELECT DISTINCT code FROM areas_ready WHERE level IS NOT NULL) p ON p.code = n.parent_code
)
SELECT file, line, code, message, count(*) OVER () FROM faults
WHERE message IS NOT NULL ORDER BY file, line LIMIT %s
"""

_JOIN = """
areas_ready r JOIN territory_area a ON a.code = r.code AND a.until IS NULL AND NOT r.is_spare
"""

RENAMES = f"""
INSERT INTO territory_succession (old_code, new_code, "on", kind, old_name, new_name, basis)
SELECT a.code, a.code, %(on)s, 'rename', a.name, r.name, '区划导入'
FROM {_JOIN} WHERE a.name <> r.name
ON CONFLICT (old_code, new_code, "on") DO UPDATE SET new_name = excluded.new_name
"""

RENAME = """
UPDATE territory_area a SET name = r.name, short_name = r.short_name,
       village_kind = CASE WHEN r.village_kind <> '' THEN r.village_kind ELSE a.village_kind END
FROM areas_ready r
WHERE a.code = r.code AND a.until IS NULL AND NOT r.is_spare AND a.name <> r.name
"""

COMPLETE = """
UPDATE territory_area a SET village_kind = r.village_kind
FROM areas_ready r
WHERE a.code = r.code AND a.until IS NULL AND NOT r.is_spare
  AND r.village_kind <> '' AND a.village_kind <> r.village_kind
"""

ADD = """
INSERT INTO territory_area (code, level, name, short_name, parent_code, village_kind, initials, is_sketch)
SELECT r.code, r.level, r.name, r.short_name,
       CASE r.level WHEN 1 THEN '' WHEN 2 THEN rpad(left(r.code, 2), 12, '0') WHEN 3 THEN rpad(left(r.code, 4), 12, '0')
           WHEN 4 THEN rpad(left(r.code, 6), 12, '0') ELSE rpad(left(r.code, 9), 12, '0') END,
       r.village_kind, '', false
FROM areas_ready r
WHERE NOT r.is_spare AND NOT EXISTS (SELECT FROM territory_area a WHERE a.code = r.code)
ORDER BY r.code
"""

COUNTS = """
SELECT count(*) FILTER (WHERE r.is_spare AND r.level <> r.natural_level),
       count(*) FILTER (WHERE NOT r.is_spare AND a.until IS NOT NULL),
       count(*) FILTER (WHERE NOT r.is_spare)
FROM areas_ready r LEFT JOIN territory_area a ON a.code = r.code
"""
