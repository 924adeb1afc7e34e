import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'

vi.mock('../../session/session', () => ({ SignedOutError: class extends Error {} }))
vi.mock('../../app/preferences', () => ({ usePreferences: () => ({ language: 'zh', theme: 'light' }) }))

const { translate } = await import('../../api/words')
const { translateSaid } = await import('./said')

/** What no page shows, and why. */
const unmet = new Set([
  '未登录或token无效', // a page asks to sign in again
  '无权限', // a page says it in its own words
  '钱包状态无效，应为 active、frozen 或 closed', // pages send these alone
  'action 无效，应为 credit 或 close',
  'state 无效，应为 2 或 3', // the gateway's callbacks alone
  'state 无效，应为 1、2 或 3',
  'amount 与订单不符',
  'platformId 与订单不符',
  '通道打款处理中，不能重复打款', // the console tells every step that is not allowed by its statuses
])

/** What the API's rules say in Chinese, by the file that says it; not what is put together from parts. */
function saidIn(folder: string): [file: string, said: string][] {
  const address = new URL(`../../../../pkg/${folder}/`, import.meta.url)
  return readdirSync(address)
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
    .flatMap((file) => {
      const code = readFileSync(new URL(file, address), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')
      const whole = code.matchAll(/(?<!\+ *)"([^"\n]*\p{Script=Han}[^"\n]*)"(?! *\+)/gu)
      return [...whole].map(([, said = '']): [string, string] => [file, said])
    })
    .map(([file, said]) => [file, said.replaceAll(/%[sd]/g, '7')])
}

const said = [...saidIn('funds'), ...saidIn('flow'), ...saidIn('table')]
const isChinese = (text: string) => /\p{Script=Han}/u.test(text)

test('what the API says has English words', () => {
  expect(said.length).toBeGreaterThan(50)
  const left = said.filter(([, text]) => !unmet.has(text) && isChinese(translateSaid(text, 'en')))
  expect(left).toEqual([])
})

test('what it says to users needs no more than the words that their pages load', () => {
  const toUsers = said.filter(([file]) => /^(recharge_)?create\.go$|^recharge_channel\.go$/.test(file))
  expect(toUsers.length).toBeGreaterThan(10)
  const left = toUsers.filter(([, text]) => isChinese(translate(text, 'en')))
  expect(left.map(([, text]) => text)).toEqual(['按策略自动审核通过']) // the console's timeline alone
})

test('what is put together from parts has English words too', () => {
  expect(translateSaid('网关拒绝: no funds', 'en')).toBe('Refused by the gateway: no funds')
  expect(translateSaid('使用同一订单号重发: MVola', 'en')).toBe('Sent again under the same number: MVola')
  expect(translateSaid('通道 MVola 不能支付: account 不能包含 & 或 =', 'en')).not.toMatch(/\p{Script=Han}/u)
  expect(translateSaid('网关称已支付，但提现已终止，钱包已冻结；已结算 0.00，待结算 -52.00', 'en')).toBe(
    'The gateway says that it was paid, but the withdrawal had ended; the wallet is frozen. Settled 0.00, due -52.00',
  )
  expect(translateSaid('网关状态变为 3，但充值已入账，钱包已冻结，等待人工处理', 'en')).toBe(
    'The gateway’s state is now 3, but it was credited; the wallet is frozen',
  )
  expect(translateSaid('充值已到账，但已由人工调整结算 200.00，等待人工处理', 'en')).toBe(
    'Money came, but an adjustment of 200.00 has settled it',
  )
  expect(translateSaid('核实（结算 -40.00，尚余 -12.00）', 'en')).toBe('核实 (settled -40.00, -12.00 left)')
  expect(translateSaid('自动打款未成功: 钱包已冻结或关闭', 'en')).not.toMatch(/\p{Script=Han}/u)
  expect(translateSaid('提现金额不能低于10.00元', 'en')).toBe('The amount is at least 10.00')
})
