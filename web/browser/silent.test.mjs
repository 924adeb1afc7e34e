// A channel that the gateway does not answer about: who works in the console sees it on every page, and where it stands.
import { deepEqual, rejects } from 'node:assert/strict'

import { still, walk } from './act.mjs'
import { lookAt } from './look.mjs'
import { share, story } from './visit.mjs'

share()

const wide = /** @type {const} */ ({ language: 'zh', theme: 'light', width: 1440, motion: true })
const narrow = /** @type {const} */ ({ language: 'en', theme: 'dark', width: 360, motion: true })

story(
  'A silent channel is said on every page, and the page of channels says since when',
  async ({ stack, enter }) => {
    const [channel] = await stack.asUser('u1', '/api/recharge/channels')
    const pays = () => stack.asUser('u1', '/api/recharge', { amount: '200.00', channelCode: channel.code })
    const { page } = await enter('admin1', wide)
    await walk(page, '/console/channels')
    const row = page.getByRole('row').filter({ hasText: channel.name }).filter({ hasText: '充值' })
    await row.getByText('正常').waitFor()
    await stack.sandbox('PUT', '/sandbox/faults', { api: 'deposit/create', mode: 'drop-before', count: 5 })
    for (let i = 0; i < 5; i++) await pays()
    await rejects(pays, /503/)
    await row.getByText('没有应答', { exact: true }).waitFor()
    await page.getByRole('alert').getByText(`支付网关没有响应：${channel.name} 充值`).waitFor()
    await still(page)
    deepEqual(await lookAt(page, wide, 'channels-silent'), [])

    const other = await enter('admin2', narrow)
    await walk(other.page, '/console/policy')
    await other.page.getByRole('alert').getByText('The gateway does not answer').waitFor()
    await walk(other.page, '/console/channels')
    await other.page.getByText('Silent', { exact: true }).waitFor()
    await still(other.page)
    deepEqual(await lookAt(other.page, narrow, 'channels-silent'), [])
  },
)
