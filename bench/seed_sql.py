"""The SQL that makes a large cell: every row follows from its number by hashing, so two runs make the same cell.

`u(i, k)` is an even draw in [0, 1) for case i and purpose k. Times are natural approximations of working time; the
state of a case, its clocks, its acts and the tally fit together.
"""

#: Run as superuser. `%(name)s` are psycopg's parameters.
FUNCTIONS = """
CREATE FUNCTION bench_u(i bigint, k bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(i, k) & 16777215)::float8 / 16777216 $$;
CREATE FUNCTION bench_pick(words text[], r float8) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT words[1 + floor(r * cardinality(words))::int] $$;
-- Names give the text the long tail of rare words that real text has.
CREATE FUNCTION bench_name(i bigint, k bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT chr(19968 + (6000 * bench_u(i, k) ^ 3)::int) || chr(19968 + (6000 * bench_u(i, k + 10) ^ 3)::int) $$;
"""

#: One row a case, in order of time: 98 of 100 closed over three years, the open ones among the last sixty days.
DRAFT = """
CREATE UNLOGGED TABLE bench_draft AS
WITH placed AS (
  SELECT i, (400 * bench_u(i, 1) ^ 2)::int %% 400 AS c,
         %(now)s::timestamptz - interval '1 minute' - (1 - i::float8 / %(cases)s) * interval '1096 days' AS at
  FROM generate_series(1, %(cases)s) AS i
), drawn AS (
  SELECT i, c, at, '421299' || lpad((c / 20 + 1)::text, 3, '0') || lpad((c %% 20 + 1)::text, 3, '0') AS code,
    (at AT TIME ZONE 'Asia/Shanghai')::date AS day,
    at > %(now)s::timestamptz - interval '60 days' AND bench_u(i, 2) < 0.3654 AS is_open,
    bench_u(i, 3) AS s, bench_u(i, 4) AS un, bench_u(i, 5) AS cat, bench_u(i, 6) AS nat, bench_u(i, 7) AS due,
    bench_u(i, 8) AS rep, bench_u(i, 9) AS len, bench_u(i, 10) AS late
  FROM placed
)
SELECT i, c, at, code, day, is_open, late, due,
  row_number() OVER (PARTITION BY code, day ORDER BY i) AS seq,
  CASE WHEN is_open THEN CASE
      WHEN s < 0.08 THEN 'submitted' WHEN s < 0.13 THEN 'accepted' WHEN s < 0.25 THEN 'dispatched'
      WHEN s < 0.35 THEN 'signed' WHEN s < 0.75 THEN 'handling' WHEN s < 0.85 THEN 'verifying' ELSE 'rating' END
    ELSE CASE WHEN s < 0.02 THEN 'declined' WHEN s < 0.025 THEN 'withdrawn' ELSE 'closed' END END AS step,
  CASE WHEN un < 0.6 THEN 1001 + c WHEN un < 0.85 THEN 101 + c / 20
       ELSE 1 + floor((un - 0.85) / 0.15 * 20)::int END AS unit,
  (%(leaves)s::text[])[1 + floor(cat ^ 2 * %(leaf_count)s)::int] AS category,
  CASE WHEN nat < 0.46 THEN 'help' WHEN nat < 0.74 THEN 'complaint' WHEN nat < 0.9 THEN 'consult'
       WHEN nat < 0.97 THEN 'suggest' ELSE 'report' END AS nature,
  nat >= 0.982 AS is_sealed,
  CASE WHEN rep < 0.5 THEN floor(rep * 2 * %(residents)s)::int END AS resident,
  CASE WHEN is_open THEN NULL
       ELSE least(at + interval '3 hours' + len * interval '7 days', %(now)s::timestamptz - interval '10 seconds') END AS ended
FROM drawn
"""

CASES = """
INSERT INTO casework_case (
  id, number, kind, nature, step, territory_code, place_code, place_text, lon, lat, title, body, category_code, unit_id,
  reporter_id, reporter_name, reporter_phone, phone_index, is_anonymous, is_sealed, is_public, channel, reported_at,
  burns_at, finish_due_at, closed_at, outcome, reopened, version, source, source_key)
SELECT i, code || '-' || to_char(day, 'YYMMDD') || '-' || lpad(seq::text, greatest(3, length(seq::text)), '0'), 'appeal',
  nature, step, code, '', place || (1 + i %% 30) || '栋', lon, lat,
  place || (1 + i %% 30) || '栋' || thing || fault,
  bench_pick(%(whens)s, bench_u(i, 24)) || '，' || place || (1 + i %% 30) || '栋' || (1 + i %% 6) || '单元的' || thing || fault
    || '，' || bench_pick(%(asks)s, bench_u(i, 25)) || '联系人' || bench_name(i, 31) || '、' || bench_name(i, 32),
  CASE WHEN step = 'submitted' THEN '' ELSE category END, handler, 10001 + resident,
  CASE WHEN is_sealed THEN ''::bytea ELSE coalesce(names.box, ''::bytea) END, coalesce(phones.box, ''::bytea), phones.hash,
  is_sealed, is_sealed, NOT is_sealed AND i %% 10 > 0,
  (ARRAY['wechat', 'wechat', 'phone', 'grid', 'counter', 'web'])[1 + i %% 6], at,
  CASE WHEN step = 'rating' OR NOT is_open THEN NULL ELSE burns END, at + interval '5 days', ended,
  CASE WHEN ended IS NULL THEN '' ELSE bench_pick(%(results)s, bench_u(i, 26)) END, 0, 1 + steps, '', ''
FROM bench_known
LEFT JOIN bench_people AS phones ON phones.n = resident
LEFT JOIN bench_names AS names ON names.n = resident %% 10
WHERE i BETWEEN %(low)s AND %(high)s
ORDER BY i
"""

#: What follows from the draft: when it burns, who has it, how many steps lie behind it.
KNOWN = """
CREATE VIEW bench_known AS
SELECT d.*,
  greatest(at + interval '1 minute', CASE
    WHEN due < 0.12 THEN %(now)s::timestamptz - late * interval '4 days'
    ELSE %(now)s::timestamptz + interval '5 minutes' + late * interval '6 days' END) AS burns,
  CASE WHEN step IN ('submitted', 'accepted', 'declined', 'withdrawn') THEN NULL ELSE unit END AS handler,
  array_position(ARRAY['submitted','accepted','dispatched','signed','handling','','verifying','rating'], step) AS rank,
  coalesce(array_position(ARRAY['submitted','accepted','dispatched','signed','handling','verifying','rating'], step), 8) - 1 AS steps,
  bench_pick(%(places)s, bench_u(i, 21)) AS place, bench_pick(%(things)s, bench_u(i, 22)) AS thing,
  bench_pick(%(faults)s, bench_u(i, 23)) AS fault,
  %(west)s + (c %% 20) * 0.01 + 0.01 * bench_u(i, 27) AS lon, %(south)s + (c / 20) * 0.01 + 0.01 * bench_u(i, 28) AS lat
FROM bench_draft d
"""

CLOCKS = """
INSERT INTO casework_clock (case_id, code, limit_minutes, is_working, policy_id, started_at, due_at, stopped_at)
SELECT i, clock.code, clock.minutes, clock.working, 1, clock.started, clock.due, clock.stopped
FROM bench_known, LATERAL (SELECT coalesce(ended, %(now)s::timestamptz) - at AS life) AS lived, LATERAL (VALUES
  ('accept', 120, true, at, CASE WHEN step = 'submitted' THEN burns ELSE at + interval '2 hours' END,
    CASE WHEN step = 'submitted' THEN NULL ELSE at + life * 0.1 END, true),
  ('finish', 2100, true, at, CASE WHEN step IN ('accepted', 'handling', 'verifying') THEN burns ELSE at + interval '5 days' END,
    CASE WHEN step IN ('closed', 'declined', 'withdrawn', 'rating') THEN at + life * 0.8 END, true),
  ('sign', 1440, false, at + life * 0.2, CASE WHEN step = 'dispatched' THEN greatest(burns, at + life * 0.2)
    ELSE at + life * 0.2 + interval '1 day' END, CASE WHEN step <> 'dispatched' THEN at + life * 0.3 END, handler IS NOT NULL),
  ('contact', 1440, false, at + life * 0.2, CASE WHEN step IN ('dispatched', 'signed') THEN greatest(burns, at + life * 0.2)
    ELSE at + life * 0.2 + interval '1 day' END, CASE WHEN step NOT IN ('dispatched', 'signed') THEN at + life * 0.4 END,
    handler IS NOT NULL),
  ('rate', 10080, false, at + life * 0.8, at + life * 0.8 + interval '7 days', ended, step IN ('closed', 'rating'))
) AS clock (code, minutes, working, started, due, stopped, is_there)
WHERE clock.is_there
"""

ACTS = """
INSERT INTO kernel_act (verb, object_type, object_id, territory_code, account_id, seat_id, actor_name, channel, at,
  effective_at, reason, payload, seal_id)
SELECT 'case.' || verb, 'casework.case', i, code, CASE WHEN seated THEN 1 ELSE 10001 + resident END,
  CASE WHEN seated THEN 1 END, CASE WHEN seated THEN '社区工作者' ELSE '居民' END, 'web', told, told, '',
  jsonb_build_object('from', origin, 'to', target), 1
FROM bench_known, LATERAL (SELECT coalesce(ended, %(now)s::timestamptz) - at AS life) AS lived, LATERAL (
  SELECT verb, origin, target, at + life * share AS told, seated FROM (VALUES
    (1, 'report', '', 'submitted', 0.0, false), (2, 'accept', 'submitted', 'accepted', 0.1, true),
    (3, 'dispatch', 'accepted', 'dispatched', 0.2, true), (4, 'sign', 'dispatched', 'signed', 0.3, true),
    (5, 'contact', 'signed', 'handling', 0.4, true), (6, 'feed_back', 'handling', 'verifying', 0.7, true),
    (7, 'verify', 'verifying', 'rating', 0.8, true), (8, 'rate', 'rating', 'closed', 1.0, false)
  ) AS way (n, verb, origin, target, share, seated) WHERE n <= steps + 1 AND step NOT IN ('declined', 'withdrawn')
  UNION ALL
  SELECT 'report', '', 'submitted', at, false WHERE step IN ('declined', 'withdrawn')
  UNION ALL
  SELECT CASE step WHEN 'declined' THEN 'decline' ELSE 'withdraw' END, 'submitted', step, ended, step = 'declined'
  WHERE step IN ('declined', 'withdrawn')
) AS acts
WHERE i BETWEEN %(low)s AND %(high)s
ORDER BY i
"""

REST = (
    """
    INSERT INTO casework_rating (case_id, round, was_contacted, is_solved, satisfaction, comment, channel, at)
    SELECT i, 0, true, late < 0.93, CASE WHEN late < 0.75 THEN 3 WHEN late < 0.93 THEN 2 ELSE 1 END, '', 'web', ended
    FROM bench_known WHERE step = 'closed' AND due < 0.75
    """,
    """
    INSERT INTO casework_casenumber (community_code, "on", last) SELECT code, day, max(seq) FROM bench_draft GROUP BY 1, 2
    """,
    """
    INSERT INTO casework_tally ("on", area_code, category_code, intake, closed, late, contact_due, contact_met, rated,
      solved, satisfied)
    SELECT day, area, category, sum(intake), sum(closed), sum(late), sum(due), sum(met), sum(rated), sum(solved), sum(satisfied)
    FROM (
      SELECT day, code, CASE WHEN step = 'submitted' THEN '00' ELSE left(category, 2) END AS top, 1 AS intake, 0 AS closed,
        0 AS late, 0 AS due, 0 AS met, 0 AS rated, 0 AS solved, 0 AS satisfied FROM bench_draft
      UNION ALL
      SELECT (ended AT TIME ZONE 'Asia/Shanghai')::date, code, left(category, 2), 0, 1, (ended > at + interval '5 days')::int,
        (step = 'closed')::int, (step = 'closed' AND due < 0.97)::int, (step = 'closed' AND due < 0.75)::int,
        (step = 'closed' AND due < 0.75 AND late < 0.93)::int, (step = 'closed' AND due < 0.75 AND late < 0.93)::int
      FROM bench_draft WHERE NOT is_open
    ) AS counted, LATERAL (VALUES (code, ''), (left(code, 9), top)) AS line (area, category)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """,
    """
    INSERT INTO exchange_notice (account_id, act_id, text, link, at)
    SELECT 10001 + resident, i, '您说的事收到了，办到哪一步都会告诉您', '/cases/' || code, at FROM bench_draft
    WHERE resident IS NOT NULL
    """,
    """
    INSERT INTO kernel_seal (id, at, count, root, previous, hash)
    VALUES (1, %(now)s, 0, '\\x00', '\\x00', '\\x00')
    """,
)
