package words

// chineseStatements are the sentences about statements, and what does not agree with them.
var chineseStatements = Table{
	"statement_empty":      "文件中没有对账单：既无明细也无余额",
	"statement_days":       "{text}：日期无效，或不在 {from} 至 {to} 之内",
	"statement_sum":        "{text}：期初余额加明细为 {from}，期末余额却是 {to}",
	"statement_running":    "{text}：按明细此行后余额应为 {from}，文件为 {to}",
	"statement_parts":      "{text}：批量入账的各笔合计 {from}，入账金额为 {to}",
	"statement_ref_long":   "{text}：参考号超过 {maximum} 字节",
	"statement_large":      "{text}：行数或天数超过 {maximum}，或金额超出范围",
	"statement_too_many":   "一个文件最多 {maximum} 份对账单",
	"statement_overlaps":   "对账单 {other} 已覆盖 {from} 至 {to}：{text} 的明细会重复计算",
	"statement_sheet_full": "同一天匹配的打款超过上限（{maximum}）",
	"statement_not_found":  "没有此对账单",
	"break_not_found":      "没有此差异",
	"break_ended":          "差异 {text} 已结束（{to}）",
	"break_full":           "一条差异最多 {maximum} 条备注",
	"break_offset":         "两条差异不能相抵：{from} 与 {to}",
	"break_other":          "另一条差异须属同一账户，且不是同一条",
	"owner_unknown":        "{field} 不在策略的人员名单中",
	"bankcsv_header":       "首行缺少列 {text}，或重复，或没有此列名",
	"bankcsv_row":          "第 {text} 行不是 CSV，或列数与首行不同",
	"bankcsv_cell":         "第 {text} 行：列 {other} 的内容不正确",
	"days_too_many":        "一次可显示 1 至 {maximum} 天",
	"statement_account":    "第 {count} 份对账单属于账户 {text}，与所选账户不符",
}
