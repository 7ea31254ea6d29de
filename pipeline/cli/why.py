"""`awesome why`: where a value came from."""

import click

from pipeline.cli.edge import command, families, fields, root_of


@command("why", examples="""
    awesome why llama-3 training_tokens
    awesome why qwen2.5/Qwen2.5-7B context_length
    awesome why deepseek-r1 standings
    awesome why phi-3 --json
    """)
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]", shell_complete=families)
@click.argument("field", required=False, shell_complete=fields)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: {answers: […]}.")
@click.pass_context
def why(ctx: click.Context, subject: str, field: str | None, *, as_json: bool) -> None:
    """Show a value, its source, the place that opens it, what else was heard, and the receipt."""
    from pipeline.cli.why_text import lines_of, plain
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree
    from pipeline.why import why as answers

    found = list(answers(read_tree(root_of(ctx)), subject, field))
    if as_json:
        click.echo(dumps({"answers": [plain(a) for a in found]}).decode(), nl=False)
        return
    for answer in found:
        for line in lines_of(answer):
            click.echo(line)
    if not found:
        click.echo(f"{subject}: nothing is known, and nothing was heard")
