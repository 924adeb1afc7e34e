import { Button, Form, Input, Select } from 'antd'

import { useMessages } from '../../i18n/messages'
import { dayMs, mostDays } from '../../time/days'
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
  const actions = modules
    .filter((name) => !module || name === module)
    .map((name) => ({
      label: terms[`module.${name}`],
      options: auditActions[name].map((action) => ({ value: action, label: terms[`${name}.${action}`] })),
    }))
  const reset = () => {
    form.setFields(auditFilters.map((name) => ({ name, value: undefined, errors: [] })))
    apply({})
  }
  return (
    <Form
      form={form}
      layout="vertical"
      className="card filters"
      initialValues={filter}
      onFinish={(fields) => apply(wantedOf(fields))}
    >
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
      <DayItems />
      <div className="filter-actions">
        <Button type="primary" htmlType="submit">
          {words.search}
        </Button>
        <Button onClick={reset}>{words.reset}</Button>
      </div>
      <small className="filter-hint">{words.lastDays}</small>
    </Form>
  )
}

/** What was filled in. */
function wantedOf(fields: AuditFilter): AuditFilter {
  const wanted: AuditFilter = {}
  for (const name of auditFilters) {
    const text = fields[name]?.trim()
    if (text) wanted[name] = text
  }
  return wanted
}

function DayItems() {
  const words = useMessages(auditWords)
  return (
    <>
      <Form.Item name="startAt" label={words.from}>
        <Input type="date" />
      </Form.Item>
      <Form.Item
        name="endAt"
        label={words.until}
        dependencies={['startAt']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, last: string | undefined) => {
              const wrong = complaintOf(getFieldValue('startAt') as string | undefined, last)
              return wrong === null ? Promise.resolve() : Promise.reject(new Error(words[wrong]))
            },
          }),
        ]}
      >
        <Input type="date" />
      </Form.Item>
    </>
  )
}

/** The most days that the API reads at once. */
function complaintOf(first: string | undefined, last: string | undefined): 'reversed' | 'tooLong' | null {
  if (!first || !last) return null
  const days = (Date.parse(last) - Date.parse(first)) / dayMs + 1
  return days < 1 ? 'reversed' : days > mostDays ? 'tooLong' : null
}
