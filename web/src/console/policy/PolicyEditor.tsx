import { Alert, Button, Input, Radio } from 'antd'
import { useId, useState } from 'react'

import { useMessages } from '../../i18n/messages'
import { fieldsOf, policyOf, textOf, typed, type Policy } from './policies'
import { policyWords } from './policyWords'

/** Edits a policy, as a form of what is one value each, or as the whole text. */
export function PolicyEditor({
  policy,
  propose,
  stop,
}: {
  policy: Policy
  propose: (policy: Policy) => void
  stop: () => void
}) {
  const words = useMessages(policyWords)
  const [text, setText] = useState(() => textOf(policy))
  const [way, setWay] = useState<'form' | 'text'>('form')
  const edited = policyOf(text)
  return (
    <section className="card">
      <Radio.Group
        aria-label={words.way}
        value={way}
        onChange={({ target }) => setWay(target.value as 'form' | 'text')}
        optionType="button"
        options={[
          { value: 'form', label: words.asForm },
          { value: 'text', label: words.asText },
        ]}
      />
      {way === 'form' && edited ? (
        <Fields policy={edited} change={(now) => setText(textOf(now))} />
      ) : (
        <Input.TextArea
          className="code policy-text"
          aria-label={words.textLabel}
          name="policy"
          autoSize={{ minRows: 12, maxRows: 32 }}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      {edited === null && <Alert type="error" showIcon title={words.wrongText} />}
      <div className="actions">
        <Button type="primary" disabled={edited === null} onClick={() => edited && propose(edited)}>
          {words.propose}
        </Button>
        <Button onClick={stop}>{words.stop}</Button>
      </div>
    </section>
  )
}

function Fields({ policy, change }: { policy: Policy; change: (policy: Policy) => void }) {
  const words = useMessages(policyWords)
  const id = useId()
  return (
    <>
      <div className="filters policy-fields">
        {fieldsOf(policy).map((field) => (
          <label key={field.name} htmlFor={id + field.name}>
            <span className="code">{field.name}</span>
            <Input
              id={id + field.name}
              name={field.name}
              defaultValue={String(field.value)}
              onChange={({ target }) => {
                const value = typed(field, target.value)
                if (value !== null) change({ ...policy, [field.name]: value })
              }}
            />
          </label>
        ))}
      </div>
      <p className="quiet">{words.others}</p>
    </>
  )
}
