import { messages } from '../i18n/messages'

export const appWords = messages(
  {
    skip: '跳到内容',
    toOtherLanguage: 'English',
    toDark: '切换到深色',
    toLight: '切换到浅色',
    signOut: '退出登录',
    navigation: '主导航',
  },
  {
    skip: 'Skip to the content',
    toOtherLanguage: '中文',
    toDark: 'Switch to dark',
    toLight: 'Switch to light',
    signOut: 'Sign out',
    navigation: 'Main navigation',
  },
)
