import { message } from 'antd'
import { createContext, use, type ReactNode } from 'react'

import { failureOf } from '../api/failure'
import { explain } from '../api/words'
import { usePreferences } from '../app/preferences'

interface Toasts {
  /** What the API said when something worked, or words of ours. */
  succeeded: (said: string) => void
  /** Why something did not work. An expired session has its own question. */
  failed: (error: unknown) => void
}

const ToastContext = createContext<Toasts>({ succeeded: () => undefined, failed: () => undefined })

/** Short messages that go away by themselves; screen readers read them out. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, holder] = message.useMessage()
  const { language } = usePreferences()
  const value: Toasts = {
    succeeded: (said) => void toasts.success(said),
    failed: (error) => {
      const failure = failureOf(error)
      if (failure.kind !== 'expired') void toasts.error({ content: explain(failure, language), duration: 6 })
    },
  }
  return (
    <ToastContext value={value}>
      {holder}
      {children}
    </ToastContext>
  )
}

export function useToasts(): Toasts {
  return use(ToastContext)
}
