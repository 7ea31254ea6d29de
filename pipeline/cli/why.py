"""`awesome why`: where a value came from."""

import click

from pipeline.cli.edge import command, families, fields, json_option, print_answer, root_of


@command("why", examples="""
    awesome why llama-3 training_tokens
    awesome why qwen2.5/Qwen2.5-7B context_length
    awesome why deepseek-r1 standings
    awesome why phi-3 --json
    """)
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]", shell_complete=families)
@click.argument("field", required=False, shell_complete=fields)
@json_option("One JSON object: {answers: […]}.")
@click.pass_context
def why(ctx: click.Context, subject: str, field: str | None, *, as_json: bool) -> None:
    """Show a value, its source, the place that opens it, what else was heard, and the receipt."""
    from pipeline.cli.report_text import answer_lines
    from pipeline.layout.canonical import dumps
    from pipeline.model.claims import in_evidence
    from pipeline.store.tree import read_tree
    from pipeline.why import why as answers

    found = list(answers(read_tree(root_of(ctx)), subject, field))
    plain = [{**answer._asdict(), "claims": (), "heard": list(map(in_evidence, answer.claims))} for answer in found]
    lines = answer_lines(found) if found else [f"{subject}: nothing is known, and nothing was heard"]
    print_answer(dumps({"answers": plain}), lines, as_json=as_json)
