"""How the list is kept, how to contribute, and the licences: our own words in both languages."""

from typing import Final

KEPT_EN: Final = """\
## How this list is kept

Facts are read from what the makers publish: model cards and the Hub's own records, papers on arXiv, and the
leaderboards. Each one keeps its evidence, down to the line of the card: the *Evidence* link of a family shows it,
together with whatever another source states differently. What people write (prose, links, corrections) lives in
[catalog/curated/](catalog/curated/) and is never overwritten. Each change arrives as one small pull request.

```sh
make demo       # the whole pipeline on a small world of its own, without any account
make refresh    # read the sources again, and show what would change
make test
awesome why llama-3 training_tokens   # where a fact comes from, and what else was heard
```

These pages are generated: [docs/](docs/readme.md) says how, and what to do instead of editing them.

## Contributing

A model is missing, or a fact is wrong? [CONTRIBUTING.md](CONTRIBUTING.md) has the recipes: add a family with one
file, correct a fact with four lines, add a leaderboard with one file. Please follow the
[code of conduct](CODE_OF_CONDUCT.md).

The code is under the [MIT licence](LICENSE). The data and these pages are dedicated to the public domain under
[CC0 1.0](LICENSE-DATA); boards and papers keep their own terms.
"""

KEPT_ZH: Final = """\
## 本列表如何维护

各项事实都读自发布方公开的资料：模型卡与 Hub 上的记录、arXiv 论文以及各排行榜。\
每个数值都保留出处，精确到模型卡的行号；点击各模型的“数据来源”即可查看，其他来源的不同说法也一并列出。\
人工撰写的内容（介绍、链接、更正）存放在 [catalog/curated/](catalog/curated/)，程序从不覆盖。\
每次变更都以一个小型合并请求提交，便于快速审阅。

```sh
make demo       # 在内置的小型数据上完整运行一遍，无需任何账号
make refresh    # 重新读取各来源，并显示将发生的变化
make test
awesome why llama-3 training_tokens   # 查询某个数值的出处，以及其他来源的说法
```

以上页面均由程序生成：[docs/](docs/readme.md) 说明了生成方式，以及应当修改哪里。

## 参与贡献

缺少某个模型，或者数值有误？请看 [CONTRIBUTING.md](CONTRIBUTING.md)：新增一个模型系列只需一个文件，\
更正一个数值只需四行，新增一个排行榜也只需一个文件。请遵守[行为准则](CODE_OF_CONDUCT.md)。

代码采用 [MIT 许可证](LICENSE)。数据与页面以 [CC0 1.0](LICENSE-DATA) 贡献给公共领域；排行榜与论文仍适用各自的条款。
"""
