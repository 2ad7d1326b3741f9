"""The supervisor against what really happens: crashes, races, leftovers, hostile surroundings."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from shanzhi.embedded import EmbeddedFailure, Server, account, binaries
from shanzhi.embedded.attach import CHECKOUT

Make = Callable[..., Server]


def postmaster(server: Server) -> int:
    pid = server.pid_file.pid()
    assert pid is not None
    return pid


def kill_hard(server: Server) -> None:
    """As the power cut does it, without asking."""
    process = psutil.Process(postmaster(server))
    process.kill()
    psutil.wait_procs([process], timeout=10)


def alive(server: Server) -> bool:
    with server.connect() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_fresh_server_answers_on_its_socket_and_nowhere_else(make: Make) -> None:
    server = make()
    server.start()
    with server.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        row = connection.execute("SELECT datlocprovider::text, datcollate FROM pg_database LIMIT 1").fetchone()
        assert row == ("b", "C")
    sockets = server.socket_folder
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((sockets / ".s.PGSQL.5432").stat().st_mode) == 0o700


def test_starting_a_running_server_joins_it(make: Make) -> None:
    first, second = make(), make()
    first.start()
    pid = postmaster(first)
    second.start()
    assert postmaster(second) == pid


def test_a_server_stops_only_when_its_last_user_leaves(make: Make) -> None:
    first, second = make(), make()
    first.start()
    second.start()
    assert first.stop() is False
    assert alive(second)
    assert second.stop() is True
    assert second.pid_file.pid() is None


def test_the_lease_of_a_killed_user_does_not_keep_the_server_up(make: Make, place: Path) -> None:
    server = make()
    server.start()
    script = f"import fcntl, time; f = open('{place / 'pg.users'}', 'a'); fcntl.flock(f, fcntl.LOCK_SH); print(1, flush=True); time.sleep(60)"
    user = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert user.stdout is not None
    user.stdout.readline()
    assert server.stop() is False
    user.kill()
    user.communicate()
    assert server.stop() is True


def test_acknowledged_rows_survive_kill_9(make: Make) -> None:
    server = make()
    server.start()
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    kill_hard(server)
    server.start()
    with server.connect() as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_backend_that_outlives_its_killed_server_is_ended_before_the_next_start(make: Make) -> None:
    server = make()
    server.start()
    connection = server.connect()
    backend = psutil.Process(connection.info.backend_pid)
    backend.suspend()  # so that it cannot notice that its server died
    kill_hard(server)
    server.start()
    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
    assert alive(server)
    connection.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"999999\n", b"\xff\xfe\x00", b"-1\n", f"{os.getpid()}\n".encode(), b"1\n/elsewhere\n"],
    ids=["empty", "dead", "garbage", "negative", "a living stranger", "init"],
)
def test_a_misleading_pid_file_does_not_stop_a_start(make: Make, content: bytes) -> None:
    server = make()
    server.start()
    server.stop()
    server.pid_file.path.write_bytes(content)
    (server.data / ".s.PGSQL.5432.lock").write_bytes(content)
    assert server.pid_file.pid() is None
    server.start()
    assert alive(server)


def test_racing_first_starts_end_in_one_server(make: Make, place: Path) -> None:
    script = """
import sys
from pathlib import Path
from shanzhi.embedded import Server, account, binaries
runs_as = account.for_server()
place = Path(sys.argv[1])
server = Server(data=place / "pg", programs=lambda: binaries.reachable(runs_as, place), settings={}, account=runs_as)
server.start()
with server.connect() as connection:
    connection.execute("SELECT 1")
print(server.pid_file.pid())
"""
    racers = [
        subprocess.Popen([sys.executable, "-c", script, place], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    pids = {racer.communicate()[0].strip() for racer in racers}
    assert all(racer.returncode == 0 for racer in racers)
    assert pids == {str(postmaster(make()))}


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "C", "nonsense"])
def test_a_language_that_the_machine_lacks_does_not_matter(
    make: Make, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LANG", language)
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv("PGDATA", "/nonexistent")
    monkeypatch.setenv("PGPORT", "1")
    server = make()
    server.start()
    monkeypatch.delenv("PGPORT")
    assert alive(server)


def test_a_path_longer_than_a_socket_allows_gets_a_private_socket_folder(make: Make, place: Path) -> None:
    deep = place / ("社区" * 20) / ("d" * 60)
    deep.mkdir(parents=True)
    server = make(deep / "pg")
    server.start()
    assert server.socket_folder != server.data
    assert len(os.fsencode(server.socket_folder)) < 90
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    assert alive(server)


def test_a_socket_folder_that_somebody_else_prepared_is_not_used(make: Make, place: Path) -> None:
    deep = place / ("d" * 100)
    deep.mkdir()
    server = make(deep / "pg")
    planted = server.socket_folder
    planted.symlink_to(place)
    try:
        with pytest.raises(EmbeddedFailure, match="不是只属于数据库账户的目录"):
            server.start()
    finally:
        planted.unlink()


def test_an_initdb_that_was_killed_half_way_is_done_again(make: Make) -> None:
    server = make()
    server.data.mkdir(mode=0o700)
    (server.data / "PG_VERSION").write_text("18\n")
    (server.data / "base").mkdir()
    server.start()
    assert alive(server)


def test_a_folder_with_somebody_s_files_is_left_alone(make: Make) -> None:
    server = make()
    server.data.mkdir()
    (server.data / "letters.txt").write_text("mine")
    with pytest.raises(EmbeddedFailure, match="不属于数据库的文件"):
        server.start()
    assert (server.data / "letters.txt").read_text() == "mine"


def test_data_of_another_major_version_is_refused_and_kept(make: Make) -> None:
    server = make()
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedFailure, match="PostgreSQL 15 的数据"):
        server.start()
    assert (server.data / "base").is_dir()


def test_damaged_data_is_thrown_away_only_when_it_is_disposable(make: Make) -> None:
    server = make()
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedFailure):
        server.start()
    assert (server.data / "base").is_dir()
    disposable = make(disposable=True)
    disposable.start()
    assert alive(disposable)


def test_destroying_waits_for_nobody_and_leaves_nothing(make: Make) -> None:
    first, second = make(), make()
    first.start()
    second.start()
    with pytest.raises(EmbeddedFailure, match="另一个进程"):
        first.destroy()
    second.stop()
    first.destroy()
    assert not first.data.exists()


def test_a_server_that_was_asked_to_go_is_waited_for(make: Make) -> None:
    server = make()
    server.start()
    with psycopg.connect(server.url("postgres", "postgres")):  # a smart shutdown waits for this connection
        psutil.Process(postmaster(server)).send_signal(signal.SIGTERM)
        while server.pid_file.status() != "stopping":
            time.sleep(0.01)
    server.start()
    assert alive(server)


@pytest.mark.usefixtures("only_root")
def test_as_root_no_folder_above_the_data_changes_its_permissions(make: Make, place: Path) -> None:
    above = [place, *place.parents]
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in above]
    server = make()
    server.start()
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in above] == before
    assert psutil.Process(postmaster(server)).uids().real != 0


@pytest.mark.usefixtures("only_root")
def test_as_root_programs_that_the_account_cannot_reach_are_copied_once(
    make: Make, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.carried()
    for part in (package, package.with_name(f"{package.name}.libs")):
        (closed / part.name).symlink_to(part)
    monkeypatch.setattr(binaries, "carried", lambda: closed / package.name)
    runs_as = account.for_server()
    programs = binaries.reachable(runs_as, place)
    assert programs.is_relative_to(place)
    assert not programs.is_relative_to(closed)
    assert binaries.reachable(runs_as, place) == programs
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    server = make()
    server.start()
    assert alive(server)
