import { LoadingOutlined } from '@ant-design/icons'
import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, theme as themes } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { RouterProvider } from 'react-router'

import { queries } from '../api/queries'
import { ToastProvider } from '../feedback/Toasts'
import { usePreferences } from './preferences'
import { router } from './router'

const still = matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * The icon of what is under way comes and goes at once: Ant Design's own moves, and where an answer is quicker than the
 * movement it never goes, and stays in the button's name.
 */
const button = { autoInsertSpace: false, loadingIcon: <LoadingOutlined /> }

/** Everything that all pages stand on. */
export function App() {
  const { language, theme } = usePreferences()
  const dark = theme === 'dark'
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      button={button}
      theme={{
        algorithm: dark ? themes.darkAlgorithm : themes.defaultAlgorithm,
        token: {
          // Ant Design's own are too pale to be read by everybody (WCAG 2.2, 1.4.3).
          colorTextDescription: dark ? '#a3acbb' : '#5a6475',
          colorTextPlaceholder: dark ? '#8f98a8' : '#6a7283',
          colorError: dark ? '#ff8f85' : '#b3261e',
          colorPrimaryHover: dark ? '#2b60cc' : '#0f46b0',
          colorPrimary: dark ? '#3b7bff' : '#1554d1',
          colorLink: dark ? '#8ab0ff' : '#1554d1',
          borderRadius: 8,
          motion: !still,
          // The style sheet's own surfaces.
          ...(dark ? { colorBgContainer: '#191c23', colorBgElevated: '#20242d' } : {}),
        },
        // What is dangerous is pale in the dark, so what stands on it is not.
        components: {
          Button: {
            dangerColor: dark ? '#3a0d09' : '#fff',
            // What a pointer is on is written in the links' colour, too.
            ...(dark ? { defaultHoverColor: '#a9c4ff', defaultActiveColor: '#8ab0ff' } : {}),
          },
          // What is selected is written in the links' colour: the buttons' is too dim on the dark.
          Radio: dark
            ? { colorPrimary: '#8ab0ff', colorPrimaryHover: '#a9c4ff', colorPrimaryActive: '#8ab0ff' }
            : {},
        },
      }}
    >
      <ToastProvider>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ToastProvider>
    </ConfigProvider>
  )
}
