"""`python -m tools.dev COMMAND …`: what `./dev` hands over to."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: command → (module whose `main(arguments) -> int` runs it, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("tools.run", "启动整个系统（--fresh 从头开始，--port 端口，--no-demo 不载入演示数据）"),
    "test": ("tools.testing", "运行全部测试（后面可接 pytest 的参数）"),
    "check": ("tools.check", "检查代码：风格、类型、分层、模板、迁移、篇幅、接口描述、泄露"),
    "bench": ("bench.__main__", "测量性能"),
    "shots": ("tools.shots", "给主要页面拍照到 docs/screens"),
    "manage": ("tools.manage", "运行 Django 的管理命令"),
    "lock": ("tools.lock", "重新锁定依赖的版本和校验和"),
    "api-schema": ("tools.api_schema", "写出接口描述 docs/api/openapi.json"),
}


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    _console_script()
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write("用法：./dev 命令 [参数]\n")
        for name, (_, words) in COMMANDS.items():
            sys.stdout.write(f"  {name:<11} {words}\n")
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in COMMANDS:
        sys.stderr.write(f"没有命令 {name}，运行 ./dev --help 看有哪些\n")
        return 2
    os.chdir(ROOT)
    try:
        command: Callable[[list[str]], int] = import_module(COMMANDS[name][0]).main
    except ModuleNotFoundError as error:
        if error.name not in {COMMANDS[name][0], COMMANDS[name][0].partition(".")[0]}:
            raise
        sys.stderr.write(f"{name} 还没有做好\n")
        return 1
    return command(rest)


def _console_script() -> None:
    """Put `shanzhi` into the environment's bin, and this checkout on its path; needs no build and no network."""
    script = Path(sys.prefix) / "bin" / "shanzhi"
    lines = [
        f"#!{sys.executable}",
        "import sys",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from shanzhi.cli import main",
        "sys.exit(main())",
    ]
    text = "\n".join(lines) + "\n"
    if sys.prefix != sys.base_prefix and (not script.exists() or script.read_text() != text):
        script.write_text(text)
        script.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
