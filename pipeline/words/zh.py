"""Simplified Chinese."""

from typing import Final

from pipeline.words import Words

KEPT: Final = """\
## 本列表如何维护

各项事实都读自发布方公开的资料：模型卡与 Hub 上的记录、arXiv 论文以及各排行榜。\
每个数值都保留出处，精确到模型卡的行号；各系列的页面均可查看，其他来源的不同说法也一并列出。\
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

EVIDENCE_KEY: Final = """\
以下列出各来源的说法与列表采用的数值。*采用*：列表所示数值；*一致*：在容差之内；*分歧*：与之不同，按权威顺序取舍；
*更正*：人工更正，优先于被其*推翻*的说法；人工填写且附有出处的数值优先于机器读取的数值。
*让位*：已有更好的说法，不再使用（例如人工填写但未附出处，或仅能粗略推断者）。
"""


def _together(text: str) -> str:
    """Chinese that a narrow column keeps on one line.

    A browser may break between any two Chinese characters, so a squeezed column would set them one below the other,
    and dates below such a heading at each hyphen. The signs between them are word joiners (U+2060).
    """
    return "\u2060".join(text)


WORDS: Final = Words(
    code="zh",
    name="简体中文",
    suffix="_zh",
    texts={
        # 标点
        "comma": "、",
        "semicolon": "；",
        "stop": "。",
        "colon": "：",
        "opening": "（",
        "closing": "）",
        "dash": " —— ",
        "gap": "",
        "and": "、",
        # The colon stands outside: before a letter, "：**" would not end the bold words.
        "fact": "**{label}**：{value}",
        "in_a_list": "{label}",
        # 列表页面
        "fallback": "*（暂无中文，以下为英文）*",
        "fallback_inline": "*（暂无中文）*",
        "all_models": "全部模型",
        "new": "新发布",
        "earlier": "更早的模型",
        "began": "本列表的起点",
        "began_key": "2024 年 5 月本列表最早收录的十个系列，所列为今日所知。",
        "weights_column": _together("权重"),
        "weights_link": "Hub",
        "benchmark": "评测基准",
        "summary": "简介",
        "site": "网站：搜索、筛选、对比",
        "feed": "变更订阅",
        "amount": "{value} {label}",
        "contents": "目录",
        "models": "模型一览",
        "boards": "排行榜",
        "benchmarks": "评测基准",
        "resources": "相关资源",
        "kept": "本列表如何维护",
        "contributing": "参与贡献",
        "further": "更多页面",
        "kept_text": KEPT,
        "links_key": "点击模型名可查看该系列的页面：适用场景、全部权重，以及每个数值的出处。*（2/5）*：五个权重中仅知其二。",
        "coverage": "*（{known}/{all}）*",
        "site.coverage": "{all} 个权重中已知 {known} 个",
        # 列表各栏
        "model": "模型",
        "organization": "机构",
        "checkpoints": "模型权重",
        # 模型详情
        "evidence": "出处",
        "standings": "榜单成绩",
        "lineage": "版本沿革",
        "more_links": "更多",
        "follows": "前代",
        "followed_by": "后续",
        "edition": "版本",
        "paper": "论文",
        "code": "代码",
        "blog": "博客",
        "weights": "权重",
        "license": "许可证",
        "extended": "扩展",
        "dead": "链接已失效",
        "archived": "已归档",
        "languages_count": "{n} 种语言",
        "languages_among": "{n} 种语言，其中包括 {named}",
        "and_more": " 等 {all} 个",
        "absent.gone": "*已下架*",
        "missing.not stated": "未说明",
        "missing.not readable": "须授权方可读取",
        "missing.gone": "随仓库下架",
        "missing.failed": "待获取",
        # 排行榜与评测基准
        "on_board": "榜上名称",
        "trend": "成绩走势",
        "new_scale": "新口径",
        "no_points": "暂无数据",
        "state": "状态",
        "state.active": "更新中",
        "state.retired": "已停止更新",
        "state.moved": "已迁移",
        "state.saturated": "已饱和",
        "state.superseded": "已被取代",
        "successor": "后继",
        "size": "规模",
        "metric": "指标",
        "measures": "考察能力",
        "dataset": "数据集",
        "results": "结果",
        "data_license": "数据许可证",
        "cite": "引用",
        "none_yet": "暂无。",
        "compared": "视觉模型对比",
        "compared_link": "视觉编码器、基座语言模型与成绩的对照见",
        "compared_notes": "各系列按列表顺序排列，不按成绩排名。成绩取自该系列在榜上最好的模型，可能启用或未启用推理；"
        "具体型号与置信区间见下方各榜单小节。",
        "scores_from": "成绩来源",
        # 出处页面
        "evidence_key": EVIDENCE_KEY,
        "list_link": "中文列表",
        "part": "第 {n} 部分",
        "family": "系列",
        "field": "字段",
        "value": "数值",
        "verdict": "结论",
        "source": "来源",
        "kept_in": "存档",
        "board": "榜单",
        "name_there": "榜上名称",
        "score": "成绩",
        "edition_column": "版本",
        "joined_by": "匹配方式",
        "papers": "论文",
        "rolled_up": "由各权重汇总",
        "withdrawn": "已撤回",
        "revision": "版本",
        "verdict.won": "采用",
        "verdict.agrees": "一致",
        "verdict.rival": "分歧",
        "verdict.about the base": "指基座",
        "verdict.pinned": "更正",
        "verdict.overruled": "推翻",
        "verdict.yielded": "让位",
        "why.not stated": "未说明",
        "why.not readable": "需授权",
        "why.gone": "已下架",
        "why.failed": "待获取",
        "checkpoint.present": "在架",
        "checkpoint.gone": "已下架",
        "checkpoint.moved": "已迁移",
        "checkpoint.unseen": "待获取",
        "access.open": "公开",
        "access.gated": "需授权",
        "voice.card": "模型卡",
        "voice.hub.card_data": "模型卡元数据",
        "voice.hub.safetensors": "权重（safetensors）",
        "voice.hub.config": "配置文件",
        "voice.hub.gguf": "权重（GGUF）",
        "voice.hub.created": "Hub 创建时间",
        "voice.hub.tags": "Hub 标签",
        "voice.hub.task": "Hub 任务",
        "voice.name": "仓库名称",
        "voice.arxiv.abstract": "论文摘要",
        "voice.arxiv.published": "arXiv 首版",
        "voice.pin": "人工更正",
        "voice.curated": "人工填写",
        # 网站
        "site.name": "中文",
        "site.skip": "跳到正文",
        "site.models": "模型",
        "site.compare": "对比",
        "site.charts": "图表",
        "site.scheme": "深色或浅色",
        "site.downloads": "下载与订阅：",
        "site.terms": "数据与页面以 CC0 1.0 贡献给公共领域；每个数值都附有出处。所用脚本库的许可见",
        "site.title": "开放模型一览",
        "site.lead": "开放权重的大语言模型与视觉语言模型。筛选、搜索、排序之后，地址栏里的链接可以直接分享；每个数值的出处见各模型的页面。",
        "site.search": "搜索",
        "site.filters": "筛选条件",
        "site.kind": "类型",
        "site.all": "全部",
        "site.any": "不限",
        "site.organization": "机构",
        "site.size_from": "最小规模（B）",
        "site.size_to": "最大规模（B）",
        "site.license": "许可证",
        "site.free": "可自由使用",
        "site.context_from": "上下文至少",
        "site.language": "语言",
        "site.since": "发布不早于",
        "site.unknown_too": "含数值未知者",
        "site.clear": "清除",
        "site.free_key": "“可自由使用”指 OSI 认可的许可证与 CC BY、CC0 一类。规模、许可证、上下文、语言与日期须由同一个权重同时满足。",
        "site.compare_chosen": "对比所选",
        "site.copy_link": "复制链接",
        "site.caption": "模型系列；点击列名排序",
        "site.model": "模型",
        "site.sizes": "规模",
        "site.context": "上下文",
        "site.tokens": "训练词元",
        "site.released": "发布",
        "site.all_families": "全部模型",
        "site.add_family": "添加模型",
        "site.shaded": "底色表示数值不同；点击数值可查看其出处。",
        "site.by_size": "规模与发布日期",
        "site.by_size_key": "每个点是一个权重；纵轴为对数刻度。点击可打开模型页面。",
        "site.as_table": "表格形式",
        "site.by_score": "榜单成绩与发布日期",
        "site.by_score_key": "每个点是一个系列在榜上最好的模型，位于该模型的发布日期；日期未知时取系列首次发布的日期。",
        "site.leaderboard": "排行榜",
        "site.compare_with": "与其他模型对比",
        "site.code": "代码",
        "site.facts": "数据",
        "site.further": "另有 {n} 处",
        "site.rivals": "{n} 个权重另有说法",
        "site.rivals.one": "{n} 个权重另有说法",
        "site.checkpoint": "权重",
        "site.over_time": "成绩走势",
        "site.no_abstract": "标题与摘要待获取",
        "site.abstract": "摘要",
        "site.evidence": "每个数值的出处",
        "site.evidence_key": "依次列出各来源的说法并附链接。采用：上文所示数值；一致：在容差之内；分歧：另有说法；更正：由人更正，优先于被推翻者。",
        "site.whole_family": "整个系列",
        "site.values": "{n} 个数值",
        "site.values.one": "{n} 个数值",
        "site.disputed": "，{n} 处分歧或更正",
        "site.line": "，第 {n} 行",
        "site.open_on_hub": "在 Hugging Face 打开",
        "site.retrieved": "获取",
        # 网站脚本
        "script.share": "此页链接：",
        "script.copied": "已复制",
        "script.and": "、",
        "script.pending": "待获取",
        "script.gated": "需授权",
        "script.gone": "已下架",
        "script.compare": "对比 {name}",
        "script.count": "{all} 个系列中的 {n} 个",
        "script.unsure": "；另有 {n} 个因数值未知而无法判断",
        "script.show_unsure": "一并显示",
        "script.show_more": "显示更多（还有 {n} 个）",
        "script.compare_chosen": "对比所选（{n}）",
        "script.may_fit": "可能符合，未知：",
        "script.fits": "符合：",
        "script.and_more": " 等 {all} 个",
        "script.wish.size": "规模",
        "script.wish.license": "许可证",
        "script.wish.context": "上下文",
        "script.wish.language": "语言",
        "script.wish.since": "日期",
        "script.yes": "是",
        "script.some": "部分权重",
        "script.no": "否或未知",
        "script.extended": "扩展上下文",
        "script.training_tokens": "训练词元",
        "script.languages": "语言",
        "script.languages_count": "{n} 种语言",
        "script.chosen_most": "已选 {n} 个，最多 {most} 个",
        "script.none_chosen": "尚未选择：请输入名称添加。",
        "script.remove": "移除",
        "script.remove_one": "移除 {name}",
        "script.no_points": "暂无数据。",
        "script.family": "系列",
        "script.parameters": "参数量",
    },
)
