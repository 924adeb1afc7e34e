package engine

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver of dynoxide's file
)

// records is dynoxide's table of stream records, reached beside dynoxide in its SQLite file.
//
// dynoxide 1.2.1 numbers a stream record by the highest number of its table's records so far, for which it looks at
// all of them: without an index, every write takes the longer the more records there are. And it keeps them for ever.
type records struct{ db *sql.DB }

const (
	// busyWait is how long one of the two waits for the other's transaction.
	busyWait = 5 * time.Second
	// dropAtOnce bounds how long a drop keeps dynoxide waiting: some milliseconds.
	dropAtOnce = 200
)

// openRecords opens the file of a dynoxide that answers, and indexes its stream records by their number.
func openRecords(ctx context.Context, path string) (*records, error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: url.Values{
		// What is lost of a drop when the machine fails is dropped again: no need to wait for the disk.
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyWait.Milliseconds()), "synchronous(off)"},
		"mode":    {"rw"}, "_txlock": {"immediate"},
	}.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	r := &records{db}
	if _, err := db.ExecContext(ctx, `CREATE INDEX IF NOT EXISTS outflow_stream_numbers
		ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`); err != nil {
		_ = r.close()
		return nil, fmt.Errorf("index the stream records in %s: %w", path, err)
	}
	return r, nil
}

func (r *records) close() error { return r.db.Close() }

// drop deletes a shard's records up to a number, but never its table's newest one: without that, dynoxide would number
// the next from 1 again, and whoever counts each number once would take it for one that is counted.
func (r *records) drop(ctx context.Context, table, shard, upTo string) error {
	number, err := strconv.ParseInt(upTo, 10, 64)
	if err != nil {
		return fmt.Errorf("drop stream records up to %q: %w", upTo, err)
	}
	for {
		done, err := r.db.ExecContext(ctx, `DELETE FROM _stream_records WHERE id IN (
			SELECT id FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2
				AND CAST(sequence_number AS INTEGER) <= ?3
				AND CAST(sequence_number AS INTEGER) < (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1)
			ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?4)`, table, shard, number, dropAtOnce)
		if err != nil {
			return fmt.Errorf("drop stream records of %s: %w", table, err)
		}
		if dropped, err := done.RowsAffected(); err != nil || dropped < dropAtOnce {
			return err
		}
	}
}
