import { Form, Select } from 'antd'

import { preferences } from '../../app/preferences'
import { useMessages } from '../../i18n/messages'
import { actWords } from './detailWords'
import { usualOf } from './paidFrom'
import type { Detail } from './withdrawals'

type Accounts = NonNullable<Detail['payingAccounts']>

/** The account that an admin has paid from, where there are several: the one of the last time, if it is still there. */
export function PaidFromItem({ accounts }: { accounts: Accounts }) {
  const words = useMessages(actWords)
  return (
    <Form.Item name="account" label={words.paidFrom} initialValue={usualOf(accounts, preferences().paidFrom)}>
      <Select
        options={accounts.map(({ id, bank, holder, numberMasked }) => ({
          value: id,
          label: [id, bank, holder, numberMasked].filter((part) => part !== '').join(' · '),
        }))}
      />
    </Form.Item>
  )
}
