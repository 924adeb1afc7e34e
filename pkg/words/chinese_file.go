package words

// chineseFiles are the sentences about files that are read and written.
//
//nolint:gosmopolitan // the contracts speak Chinese
var chineseFiles = Table{
	// What is wrong with a file.
	"file_too_large": "文件超过 {maximum} MiB，或解压后过大",
	"file_kind":      "这是 {text} 文件，应为 {options:or}",
	"file_encoding":  "第 {line} 行：既不是 UTF-8 也不是 GB18030 编码",
	"file_broken":    "文件已损坏：{text}",
	"file_quotes":    "第 {line} 行 {field} 列：引号不成对",
	"file_long":      "文件超过 {maximum} 行",
	"file_wide":      "第 {line} 行：超过 {maximum} 列",
	"file_empty":     "文件没有内容",
	"file_sheets":    "工作簿中不止一张表有内容，请去掉 {text}",
	"row_long":       "第 {line} 行：该行或某个单元格超过 {maximum} KiB",
	"cell_formula":   "第 {line} 行 {field} 列：含有公式，请改为数值",
	"cell_lost":      "第 {line} 行 {field} 列：{text} 已丢失数字，请将该列设为文本后重新填写",
	"cell_error":     "第 {line} 行 {field} 列：{text} 不是有效的值",

	// What is wrong with a bank's message.
	"xml_too_large": "第 {line} 行：文件超过 {maximum} MiB 或 {count} 条，或嵌套过深",
	"xml_broken":    "第 {line} 行：不是可读取的 XML",
	"xml_declares":  "第 {line} 行：不接受带 DOCTYPE 的文件",
	"xml_kind":      "这是 {text}，应为 {options:or}",
	"xml_interim":   "这是 {text}，日间报告仍可能变化，请上传对账单 camt.053",
	"xml_missing":   "第 {line} 行：缺少 {field}",
	"xml_value":     "第 {line} 行：{field} 不能为 {text}",
	"xml_twice":     "第 {line} 行：{field} 重复",
	"xml_page":      "报文第 {count} 页缺失或重复",

	// What keeps a batch from being written, and its results from being read.
	"file_text":      "{field} 含有文件中不允许的字符",
	"no_iban":        "{field} 不是有效的 IBAN",
	"no_bank_code":   "缺少该银行的联行号或 BIC：{text}",
	"no_payments":    "没有可付款的提现",
	"total_large":    "总金额超过上限",
	"rows_too_many":  "该格式最多 {maximum} 笔，现有 {count} 笔",
	"text_formula":   "{field} 会被表格软件当作公式",
	"layout_unknown": "{field} 不存在",
	"results_header": "找不到表头：{options:list}",
	"column_twice":   "第 {line} 行：{field} 列重复（{text}）",
	"row_both":       "第 {line} 行：既有流水号 {text}，又有失败原因",
	"row_no_number":  "第 {line} 行：已付款，但没有流水号",
	"row_twice":      "第 {line} 行：{text} 出现不止一次",
	"row_word":       "第 {line} 行：{text} 既不表示成功也不表示失败",
	"row_no_id":      "第 {line} 行：有结果，但没有单号",
	"row_amount":     "第 {line} 行：{text} 不是有效金额",

	// What is wrong with a statement's table.
	"mapping_incomplete": "列映射缺少 {options:list}",
	"columns_missing":    "找不到列 {options:list}",
	"line_value":         "第 {line} 行 {field} 列：无法识别 {text}",
	"line_account":       "第 {line} 行属于另一个账户 {text}",
}
