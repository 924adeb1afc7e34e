import { messages } from '../i18n/messages'

export const feedbackWords = messages(
  {
    loading: '加载中',
    retry: '重试',
    failed: '加载失败',
    offline: '网络已断开，恢复后会自动继续。',
    notFound: '没有这个页面',
    notFoundHint: '地址可能输错了，或者页面已经移走。',
    home: '回到首页',
    broken: '页面出错了',
    reload: '重新加载',
    renewing: '正在重新加载这一页，填写的内容会保留。',
  },
  {
    loading: 'Loading',
    retry: 'Try again',
    failed: 'This could not be loaded',
    offline: 'You are offline. This continues by itself when the connection is back.',
    notFound: 'There is no such page',
    notFoundHint: 'The address may be mistyped, or the page has moved.',
    home: 'Go to the start page',
    broken: 'This page has broken',
    reload: 'Reload',
    renewing: 'This page is being loaded anew. What you typed is kept.',
  },
)
