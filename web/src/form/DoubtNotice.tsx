import { Alert, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'

import { useMessages } from '../i18n/messages'
import { formatMoment } from '../time/moment'
import type { Doubt } from './useIntention'
import { formWords } from './words'

/** Says that something may have arrived, or asks whether a likely duplicate is meant; with the way to the records. */
export function DoubtNotice({ doubt: { lost, duplicate }, records }: { doubt: Doubt; records: string }) {
  const words = useMessages(formWords)
  // Whoever pressed a button below it sees it: the safe answer has the focus.
  const safe = useRef<HTMLButtonElement>(null)
  const asked = duplicate?.of.id
  useEffect(() => {
    if (asked !== undefined) safe.current?.focus()
  }, [asked])
  const look = <Link to={records}>{words.records}</Link>
  return (
    <div aria-live="polite">
      {duplicate ? (
        <Alert
          className="notice"
          type="warning"
          showIcon
          title={words.duplicate}
          description={
            <>
              <p>
                <span>{`${words.duplicateOf(formatMoment(duplicate.of.createdAt), duplicate.of.id)} `}</span>
                {look}
              </p>
              <div className="doubt-acts">
                <Button size="small" ref={safe} onClick={duplicate.drop}>
                  {words.notAgain}
                </Button>
                <Button size="small" danger onClick={duplicate.again}>
                  {words.again}
                </Button>
              </div>
            </>
          }
        />
      ) : (
        lost && (
          <Alert
            className="notice"
            type="warning"
            showIcon
            title={words.lost}
            description={
              <>
                <span>{`${words.lostHint} `}</span>
                {look}
              </>
            }
          />
        )
      )}
    </div>
  )
}
