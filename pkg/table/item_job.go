package table

import "github.com/outflow-pay/outflow/pkg/funds"

type jobItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	StatusPK string `dynamodbav:"statusPK"` // by-status: a state and a month
	TimeSK   string `dynamodbav:"timeSK"`

	ID      string            `dynamodbav:"id"`
	Version int64             `dynamodbav:"ver"`
	State   string            `dynamodbav:"st"`
	Kind    string            `dynamodbav:"kind"`
	Given   map[string]string `dynamodbav:"given,omitempty"`
	By      actorItem         `dynamodbav:"by"`
	Person  string            `dynamodbav:"who,omitempty"`
	Cursor  string            `dynamodbav:"cur,omitempty"`
	Counts  map[string]int64  `dynamodbav:"cnt,omitempty"`

	UploadKey   string `dynamodbav:"upKey,omitempty"`
	UploadName  string `dynamodbav:"upName,omitempty"`
	UploadType  string `dynamodbav:"upType,omitempty"`
	UploadBytes int64  `dynamodbav:"upSize,omitempty"`
	UploadTag   string `dynamodbav:"upTag,omitempty"`

	Pieces []string `dynamodbav:"pcs,omitempty"`
	Bytes  int64    `dynamodbav:"size,omitempty"`

	FileKey   string `dynamodbav:"fKey,omitempty"`
	FileName  string `dynamodbav:"fName,omitempty"`
	FileType  string `dynamodbav:"fType,omitempty"`
	FileBytes int64  `dynamodbav:"fSize,omitempty"`
	FileTag   string `dynamodbav:"fTag,omitempty"`

	Failure string `dynamodbav:"fail,omitempty"`
	Commit  string `dynamodbav:"commit"`
	Created int64  `dynamodbav:"at"`
	Updated int64  `dynamodbav:"upd"`
	EndedAt int64  `dynamodbav:"end,omitempty"`
	TTL     int64  `dynamodbav:"ttl"` // seconds since 1970
}

func jobItemOf(j funds.Job) jobItem {
	return jobItem{
		PK: pkJob(j.ID), SK: skJob, StatusPK: jobPartition(j.State, monthOf(j.CreatedAt)), TimeSK: timeKey(j.CreatedAt, string(j.ID)),
		ID: string(j.ID), Version: j.Version, State: string(j.State), Kind: string(j.Kind), Given: j.Given, By: actorItemOf(j.By), Person: j.By.Person,
		Cursor: j.Cursor, Counts: j.Counts,
		UploadKey: j.Upload.Key, UploadName: j.Upload.Name, UploadType: j.Upload.Type, UploadBytes: j.Upload.Bytes, UploadTag: j.Upload.Tag,
		Pieces: j.Pieces, Bytes: j.Bytes,
		FileKey: j.File.Key, FileName: j.File.Name, FileType: j.File.Type, FileBytes: j.File.Bytes, FileTag: j.File.Tag,
		Failure: string(j.Failure), Commit: j.CommitID, Created: millis(j.CreatedAt), Updated: millis(j.UpdatedAt), EndedAt: millis(j.EndedAt),
		TTL: j.CreatedAt.Add(funds.JobKept).Unix(),
	}
}

func (i jobItem) job() funds.Job {
	by := i.By.actor()
	by.Person = i.Person
	return funds.Job{
		ID: funds.JobID(i.ID), Version: i.Version, State: funds.JobState(i.State), Kind: funds.JobKind(i.Kind), Given: i.Given, By: by,
		Cursor: i.Cursor, Counts: i.Counts,
		Upload: funds.File{Key: i.UploadKey, Name: i.UploadName, Type: i.UploadType, Bytes: i.UploadBytes, Tag: i.UploadTag},
		Pieces: i.Pieces, Bytes: i.Bytes,
		File:    funds.File{Key: i.FileKey, Name: i.FileName, Type: i.FileType, Bytes: i.FileBytes, Tag: i.FileTag},
		Failure: funds.Message(i.Failure), CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated), EndedAt: moment(i.EndedAt),
	}
}
