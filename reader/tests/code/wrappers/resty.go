package keycloak

import (
	"context"
	"fmt"

	"github.com/go-resty/resty/v2"
)

type Client struct {
	http *resty.Client
}

func New(url, realm, token string) *Client {
	return &Client{http: resty.New().SetBaseURL(fmt.Sprintf("%s/admin/realms/%s", url, realm)).SetAuthToken(token)}
}

func (c *Client) FindUsers(ctx context.Context, email string) ([]User, error) {
	var users []User
	_, err := c.http.R().SetContext(ctx).SetQueryParam("email", email).SetResult(&users).Get("/users")
	return users, err
}

func (c *Client) User(ctx context.Context, id string) (*User, error) {
	var user User
	_, err := c.http.R().SetContext(ctx).SetResult(&user).SetPathParam("id", id).Get("/users/{id}")
	return &user, err
}

func (c *Client) Update(ctx context.Context, user User) error {
	_, err := c.http.R().SetContext(ctx).SetBody(user).Put("/users/" + user.ID)
	return err
}

func (c *Client) Verify(ctx context.Context, id string) error {
	_, err := c.http.R().SetContext(ctx).Put(fmt.Sprintf("/users/%s/send-verify-email", id))
	return err
}
