import type { FormInstance } from 'antd'
import { useEffect } from 'react'
import { useLocation } from 'react-router'

import { takeDraft, watchForm, type Draft } from '../session/drafts'
import { useSession } from '../session/useSession'

/** Keeps what is typed into a page's form over a reload that the pages do by themselves. */
export function useDraft<Fields extends object>(form: FormInstance<Fields>): void {
  const { pathname } = useLocation()
  const session = useSession()
  const sub = 'person' in session ? session.person.sub : ''
  useEffect(() => {
    const draft = takeDraft(pathname, sub)
    if (draft) form.setFieldsValue(draft as Parameters<typeof form.setFieldsValue>[0])
    return watchForm(pathname, () => ({ ...(form.getFieldsValue() as Draft) }))
  }, [form, pathname, sub])
}
