import { Button, Form, Input, Select } from 'antd'

import { useMessages } from '../../i18n/messages'
import { auditFilters, type AuditFilter } from './audits'
import { auditActions, auditTerms, auditWords } from './auditWords'

type Module = keyof typeof auditActions

const modules = Object.keys(auditActions) as Module[]

/** What is looked for in the audit log. It is asked for as a whole, so that nothing is loaded while one types. */
export function AuditFilters({
  filter,
  apply,
}: {
  filter: AuditFilter
  apply: (wanted: AuditFilter) => void
}) {
  const words = useMessages(auditWords)
  const terms: Readonly<Record<string, string>> = useMessages(auditTerms)
  const [form] = Form.useForm<AuditFilter>()
  const module = Form.useWatch('module', form) ?? filter.module
  const from = Form.useWatch('startAt', form) ?? filter.startAt
  const until = Form.useWatch('endAt', form) ?? filter.endAt
  const actions = modules
    .filter((name) => !module || name === module)
    .map((name) => ({
      label: terms[`module.${name}`],
      options: auditActions[name].map((action) => ({ value: action, label: terms[`${name}.${action}`] })),
    }))
  const send = (fields: AuditFilter) => {
    const wanted: AuditFilter = {}
    for (const name of auditFilters) {
      const text = fields[name]?.trim()
      if (text) wanted[name] = text
    }
    apply(wanted)
  }
  return (
    <Form form={form} layout="vertical" className="card filters" initialValues={filter} onFinish={send}>
      <Form.Item name="module" label={words.module}>
        <Select
          allowClear
          placeholder={words.all}
          options={modules.map((value) => ({ value, label: terms[`module.${value}`] }))}
          onChange={() => form.setFieldValue('action', undefined)}
        />
      </Form.Item>
      <Form.Item name="action" label={words.did}>
        <Select allowClear placeholder={words.all} options={actions} popupMatchSelectWidth={false} />
      </Form.Item>
      <Form.Item name="adminId" label={words.adminId}>
        <Input allowClear autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="targetId" label={words.targetId}>
        <Input allowClear autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="startAt" label={words.from}>
        <Input type="date" {...(until !== undefined && { max: until })} />
      </Form.Item>
      <Form.Item name="endAt" label={words.until}>
        <Input type="date" {...(from !== undefined && { min: from })} />
      </Form.Item>
      <div className="filter-actions">
        <Button type="primary" htmlType="submit">
          {words.search}
        </Button>
        <Button onClick={() => apply({})}>{words.reset}</Button>
      </div>
      <small className="filter-hint">{words.lastDays}</small>
    </Form>
  )
}
