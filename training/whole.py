"""What the whole encoder makes of some texts of our own, for the tests of analyzers/model/onnxencoder and, with a small
vocabulary, of analyzers/model/wordpiece. Needs onnxruntime in the version that scripts/install-onnx fetches, since each rounds in its
own way, and tokenizers as pinned. Usage: whole.py MODEL TOKENIZER"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

from teacher import Teacher

MODELS = Path(__file__).resolve().parent.parent / "analyzers" / "model"

TEXTS = [
    "您好,请问有什么可以帮您的?",
    "这个我们真的没有办法处理呢,您多担待",
    "我上周三买的电饭锅,用了两天就不通电了!!!",
    "訂單已經寄出,預計後天送達,請您耐心等候",
    "已经给您登记退款 ¥129.90,原路返回,1-3个工作日到账",
    "你们APP登录不上去,一直显示Error 500,iPhone 15 Pro",
    "快递单号 SF1234567890123 查一下到哪了",
    "官网 https://example.com/help?id=7 里有说明",
    "哈哈哈哈哈😂😂👍🏻 谢谢亲~",
    "",
    "   ",
    "嗯",
    "第一行\n第二行\t制表　全角空格 不换行空格",
    "零\u200b宽\u200d字\ufeff符与\u0007响铃和\u00ad软连字符",
    "Ｆｕｌｌ　Ｗｉｄｔｈ　１２３，。！",
    "café naïve Ünïcödé ＮＯ．１",
    "ありがとうございます、감사합니다",
    "𠮷野家的㐂事,〇八年,①②③,㎡",
    "遮住[MASK]的字和[CLS]与[SEP]还有[UNK]、[PAD]、[mask]",
    "138****5678 是我的电话,**省略**",
    "a" * 101 + " 太长的词 " + "unaffordable reconnecting playing",
    "C++和C#,50%、$5、a_b、x=y、{z}、~、^、`、|、<br>",
    "我要投诉你们!" * 40,
    "损坏的字符\ufffd和空\u0000字节",
]


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n")


def main():
    teacher = Teacher(*sys.argv[1:3])
    rows = []
    for n, text in enumerate(TEXTS):
        row = {"text": text, "ids": teacher.tokenizer.encode(text).ids}
        if n < 12:
            row["vector"] = [round(float(x), 5) for x in teacher.embed(text)]
        rows.append(row)
    write(MODELS / "onnxencoder" / "testdata" / "golden.json", rows)
    small = Tokenizer.from_file(str(MODELS / "wordpiece" / "testdata" / "tokenizer.json"))
    write(MODELS / "wordpiece" / "testdata" / "golden.json", [{"text": t, "ids": small.encode(t).ids} for t in TEXTS])


if __name__ == "__main__":
    main()
