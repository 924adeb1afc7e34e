package table

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// BankFile reads which statements a file had, by the SHA-256 of its bytes. It returns [funds.ErrNoStatement] if nobody has
// uploaded it.
func (s *Store) BankFile(ctx context.Context, sha256 string) (funds.BankFileKept, error) {
	var row bankFileItem
	if err := s.get(ctx, key{pkBankFile(sha256), skBankFile}, &row); err != nil {
		return funds.BankFileKept{}, instead(err, funds.ErrNoStatement)
	}
	return row.file(sha256), nil
}

// BankStatement reads a statement without its lines. It returns [funds.ErrNoStatement] if there is none of this id.
func (s *Store) BankStatement(ctx context.Context, id funds.BankStatementID) (funds.KeptStatement, error) {
	var row bankStatementItem
	if err := s.get(ctx, key{pkBankStatement(id), skBankStatement}, &row); err != nil {
		return funds.KeptStatement{}, instead(err, funds.ErrNoStatement)
	}
	return unpacked("decode a statement", row.statement)
}

// BankBlocks reads some of a statement's blocks, from one on, in their order.
func (s *Store) BankBlocks(ctx context.Context, id funds.BankStatementID, from, most int) ([]funds.BankBlock, error) {
	keys := make([]key, 0, most)
	for n := range most {
		keys = append(keys, bankBlockKey(id, from+n))
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read a statement's lines", err)
	}
	found := make([]funds.BankBlock, 0, len(rows))
	for _, at := range keys {
		if rows[at] == nil {
			break
		}
		stored, err := decode[bankBlockItem](rows[at])
		if err != nil {
			return nil, funds.Internal("decode a statement's lines", err)
		}
		block, err := unpacked("decode a statement's lines", func() (funds.BankBlock, error) { return stored.block(id) })
		if err != nil {
			return nil, err
		}
		found = append(found, block)
	}
	return found, nil
}

// BankChain reads the order of an account's statements. Where there are none it is empty.
func (s *Store) BankChain(ctx context.Context, account string) (funds.BankChain, error) {
	row := bankChainItem{Account: account}
	if err := s.get(ctx, key{pkBankAccount(account), skBankChain}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.BankChain{}, err
	}
	return unpacked("decode the order of statements", row.chain)
}

// BankSheet reads which lines a part of a day's payouts has. Where none has any it is empty.
func (s *Store) BankSheet(ctx context.Context, account, day string, shard int) (funds.BankSheet, error) {
	row := bankSheetItem{Account: account, Day: day, Shard: shard}
	at := bankSheetKey(account, day, shard)
	if err := s.get(ctx, at, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.BankSheet{}, err
	}
	return unpacked("decode a sheet", row.sheet)
}

// BankSheets reads all sheets of a day that have anything on them.
func (s *Store) BankSheets(ctx context.Context, account, day string) (found []funds.BankSheet, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk AND begins_with(SK, :sk)"),
		ExpressionAttributeValues: item{":pk": stringValue(pkBankDay(account, day)), ":sk": stringValue(sheetPrefix)},
	}, func(row item) error {
		stored, err := decode[bankSheetItem](row)
		if err != nil {
			return err
		}
		sheet, err := stored.sheet()
		found = append(found, sheet)
		return err
	})
	if err != nil {
		return nil, readError("read a day's sheets", err)
	}
	return found, nil
}

// Break reads a break. It returns [funds.ErrNoBreak] if there is none of this id.
func (s *Store) Break(ctx context.Context, id funds.BreakID) (funds.Break, error) {
	var row breakItem
	if err := s.get(ctx, breakKey(id), &row); err != nil {
		return funds.Break{}, instead(err, funds.ErrNoBreak)
	}
	return row.unpacked(), nil
}

// Breaks reads many breaks by their ids. Unknown ids are left out.
func (s *Store) Breaks(ctx context.Context, ids []funds.BreakID) (map[funds.BreakID]funds.Break, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, breakKey(id))
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read breaks", err)
	}
	found := make(map[funds.BreakID]funds.Break, len(rows))
	for _, row := range rows {
		stored, err := decode[breakItem](row)
		if err != nil {
			return nil, funds.Internal("decode a break", err)
		}
		found[funds.BreakID(stored.ID)] = stored.unpacked()
	}
	return found, nil
}

// instead is another error where there is none of something.
func instead(err, missing error) error {
	if errors.Is(err, funds.ErrNotFound) {
		return missing
	}
	return err
}

// unpacked is what is packed in an item.
func unpacked[T any](what string, unpack func() (T, error)) (T, error) {
	value, err := unpack()
	if err != nil {
		return value, funds.Internal(what, err)
	}
	return value, nil
}

// NumberHolders reads which payouts have claimed transaction numbers. Claims that there are not are left out.
func (s *Store) NumberHolders(ctx context.Context, claims []funds.NumberClaim) (map[funds.NumberClaim]funds.ID, error) {
	keys := make([]key, 0, len(claims))
	for _, claim := range claims {
		keys = append(keys, numberKey(claim))
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read who has transaction numbers", err)
	}
	found := make(map[funds.NumberClaim]funds.ID, len(rows))
	for i, at := range keys {
		if rows[at] == nil {
			continue
		}
		stored, err := decode[numberItem](rows[at])
		if err != nil {
			return nil, funds.Internal("decode a transaction number", err)
		}
		found[claims[i]] = funds.ID(stored.Withdrawal)
	}
	return found, nil
}
