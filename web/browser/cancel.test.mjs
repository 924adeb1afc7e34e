// Users take back what waits for a review: on a wide screen and on a narrow one, in either language.
import { deepEqual, equal } from 'node:assert/strict'

import { press, rows, still, toast, walk } from './act.mjs'
import { lookAt } from './look.mjs'
import { share, story } from './visit.mjs'

share()

/** A new user's withdrawal that waits for a review. @param {import('./stack.mjs').Stack} stack @param {string} user */
async function ask(stack, user) {
  await stack.asUser(user, '/api/wallet')
  await stack.asAdmin('/api/admin/wallet/adjust', { userId: user, amount: 1500, reason: '活动赠送' })
  const request = { method: 'wechat', account: '13800001111', amount: '1234.50' }
  return String((await stack.asUser(user, '/api/wallet/withdraw', request)).id)
}

const chinese = {
  cancel: '取消',
  question: '取消这笔 1,234.50 的提现？',
  back: '金额会立即恢复可用。',
  keep: '保留',
  act: '取消提现',
  done: '提现取消成功',
  state: '已取消',
}
const english = {
  cancel: 'Cancel',
  question: 'Cancel the withdrawal of 1,234.50?',
  back: 'The money is available again at once.',
  keep: 'Keep it',
  act: 'Cancel the withdrawal',
  done: 'Cancelled',
  state: 'Cancelled',
}

for (const look of /** @type {const} */ ([
  { language: 'zh', theme: 'light', width: 1440, motion: true },
  { language: 'en', theme: 'dark', width: 360, motion: true },
])) {
  const words = look.language === 'zh' ? chinese : english
  for (const [user, path] of /** @type {const} */ ([
    ['u1', '/withdrawal-list'],
    ['u2', '/wallet/withdrawals'],
  ]))
    story(
      `A user takes a withdrawal back on ${path}, after a question, ${look.width} pixels wide`,
      async ({ stack, enter }) => {
        await ask(stack, user)
        const { page } = await enter(user, look)
        await walk(page, path)
        const row = rows(page).first()
        await press(row, words.cancel)
        const dialog = page.getByRole('dialog', { name: words.question })
        await dialog.getByText(words.back).waitFor()
        await still(page)
        deepEqual(await lookAt(page, look, `cancel${path.replaceAll('/', '-')}`), [])
        await press(dialog, words.keep)
        await dialog.waitFor({ state: 'hidden' })
        equal((await stack.asUser(user, '/api/wallet')).frozenAmount, '1234.50')
        await press(row, words.cancel)
        await dialog.getByText(words.back).waitFor()
        await still(page) // the dialog that was closed is gone, and this one is where it stays
        await press(dialog, words.act)
        await toast(page, words.done).waitFor()
        await row.getByRole('button', { name: words.cancel, exact: true }).waitFor({ state: 'detached' })
        equal((await stack.asUser(user, '/api/wallet')).frozenAmount, '0.00')
        const [{ rejectReason }] = (await stack.asUser(user, '/api/wallet/withdrawals')).withdrawals
        equal(rejectReason, '用户本人取消')
        await row.getByText(words.state, { exact: true }).waitFor()
        deepEqual(await lookAt(page, look, `cancelled${path.replaceAll('/', '-')}`), [])
      },
    )
}

story('What an admin decided meanwhile is told, and cannot be taken back', async ({ stack, enter }) => {
  const id = await ask(stack, 'u3')
  const { page, expect } = await enter('u3')
  await walk(page, '/withdrawal-list')
  await press(rows(page).first(), '取消')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('金额会立即恢复可用。').waitFor()
  await stack.asAdmin(`/admin/escorts/withdraw-records/${id}/review`, { action: 'approve' })
  expect(409, /^\/api\/withdrawal\/cancel$/)
  await press(dialog, '取消提现')
  await toast(page).waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await rows(page).first().getByRole('button', { name: '取消', exact: true }).waitFor({ state: 'detached' })
})
