"""Drawing a scene: moderngl on EGL, which is Mesa's software rasteriser where there is no GPU."""

from collections.abc import Iterable
from typing import Any

import cv2
import moderngl
import numpy as np

from pose.errors import UserError
from training.synthetic.cameras.camera import NEAREST, Camera, look_rotation
from training.synthetic.mesh import Array, Mesh, vertex_normals
from training.synthetic.picture import shaders
from training.synthetic.picture.illumination import Illumination
from training.synthetic.picture.light_field import COUNTS, HIGH, LOW

FARTHEST = 20.0
SHADOW_SIZE = 1536
_CABIN_CENTRE = np.array([-0.3, 0.0, 0.25])
_CABIN_RADIUS = 1.7
"""Metres around the centre that the shadow map covers."""
_AMBIENT_OCCLUSION_RADIUS = 0.10
"""Metres."""


class Renderer:
    """Draws pictures of one size. `supersampling` is the factor per side that is averaged away again."""

    def __init__(self, width: int, height: int, supersampling: float = 1.5) -> None:
        self._size = (width, height)
        self._inner = (round(width * supersampling), round(height * supersampling))
        self._gl = gl = _open_gl()
        self._surface = gl.program(shaders.SURFACE_VERTEX, shaders.SURFACE_FRAGMENT)
        self._silhouette = gl.program(shaders.SURFACE_VERTEX, shaders.SHADOW_FRAGMENT)
        self._shadow = gl.program(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT)
        self._compose = gl.program(shaders.COMPOSE_VERTEX, shaders.COMPOSE_FRAGMENT)
        self._radiance = gl.texture(self._inner, 4, dtype="f2")
        self._depth = gl.texture(self._inner, 1, dtype="f4")
        self._depth.filter = (moderngl.NEAREST, moderngl.NEAREST)
        nearest = gl.depth_renderbuffer(self._inner)
        self._target = gl.framebuffer([self._radiance, self._depth], nearest)
        self._depth_target = gl.framebuffer(depth_attachment=nearest)
        self._shadow_map = gl.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self._shadow_map.compare_func = ""
        self._shadow_target = gl.framebuffer(depth_attachment=self._shadow_map)
        self._result = gl.texture(self._inner, 4, dtype="f2")
        self._result_target = gl.framebuffer([self._result])
        corners = gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())
        self._quad = gl.vertex_array(self._compose, [(corners, "2f", "corner")])
        self._buffers: list[moderngl.Buffer | moderngl.VertexArray | moderngl.Texture | moderngl.Texture3D] = []

    def load(
        self, meshes: Iterable[Mesh], light: Illumination, field: np.ndarray, panorama: np.ndarray, seed: float
    ) -> None:
        """Take over a scene: surfaces, light, its `light_field`, and the panorama `(H, W, 3)` float32 outside.

        `seed` varies textures.
        """
        for buffer in self._buffers:
            buffer.release()
        vertices, faces = _packed(meshes)
        vertex_buffer, index_buffer = self._gl.buffer(vertices.tobytes()), self._gl.buffer(faces.tobytes())
        surface_format = "3f 3f 3f 3f 2f"
        names = ("in_position", "in_normal", "in_colour", "in_rest", "in_kind")
        self._scene = self._gl.vertex_array(self._surface, [(vertex_buffer, surface_format, *names)], index_buffer)
        self._outline = self._gl.vertex_array(
            self._silhouette, [(vertex_buffer, "3f 44x", "in_position")], index_buffer
        )
        caster = self._gl.vertex_array(self._shadow, [(vertex_buffer, "3f 44x", "in_position")], index_buffer)
        self._panorama = self._gl.texture((panorama.shape[1], panorama.shape[0]), 3, panorama.tobytes(), dtype="f4")
        self._panorama.repeat_y = False
        self._field = _field_texture(self._gl, field)
        self._buffers = [self._scene, self._outline, caster, vertex_buffer, index_buffer, self._panorama, self._field]

        self._outside = light.outside
        projection = _sun_projection(light.sun_direction)
        surface = self._surface
        surface["sun_projection"] = _column_major(projection)
        surface["sun_direction"] = tuple(light.sun_direction)
        surface["sun"] = tuple(light.sun)
        surface["grid_low"], surface["grid_high"] = tuple(LOW), tuple(HIGH)
        surface["grid_counts"] = tuple(float(count) for count in COUNTS)
        surface["lamp"], surface["glow"] = light.lamp, light.glow
        surface["monochrome"] = light.lamp > 0
        surface["seed"] = seed
        self._shadow["sun_projection"] = _column_major(projection)
        self._gl.enable(moderngl.DEPTH_TEST)
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        caster.render()

    def render(self, camera: Camera, heading: float) -> np.ndarray:
        """Return the picture `(H, W, 3)` float32, linear RGB; `heading` (turns) rotates the world outside."""
        self._gl.enable(moderngl.DEPTH_TEST)
        self._target.use()
        self._target.clear(0, 0, 0, 0)
        self._shadow_map.use(0)
        self._surface["shadow_map"] = 0
        self._field.use(1)
        self._surface["light_field"] = 1
        self._point(camera)
        # Depth first, so that the costly shader runs once a pixel and not on what is hidden behind.
        self._depth_target.use()
        self._outline.render()
        self._target.use()
        self._gl.depth_func = "<="
        self._scene.render()
        self._gl.depth_func = "<"

        self._gl.disable(moderngl.DEPTH_TEST)
        self._result_target.use()
        for unit, texture in enumerate((self._radiance, self._depth, self._panorama)):
            texture.use(unit)
        compose = self._compose
        compose["radiance"], compose["depth"], compose["panorama"] = 0, 1, 2
        compose["to_car"] = _column_major(camera.rotation.T)
        compose["half_extent"] = (camera.width / 2 / camera.focal, camera.height / 2 / camera.focal)
        compose["heading"], compose["outside"] = heading, tuple(self._outside)
        compose["curve"] = camera.curve
        compose["reach"] = _AMBIENT_OCCLUSION_RADIUS * camera.focal / camera.width
        self._quad.render(moderngl.TRIANGLE_STRIP)
        width, height = self._inner
        pixels = np.frombuffer(self._result.read(), "f2").reshape(height, width, 4)[::-1, :, :3].astype(np.float32)
        pixels = np.clip(np.nan_to_num(pixels, nan=0.0, posinf=8.0, neginf=0.0), 0, 8)
        # Averaged as bright as they will look: else one pixel of sky in four makes the whole edge white, in steps.
        middle = max(float(np.median(pixels)), 1e-3) * 3
        toned = cv2.resize(pixels / (pixels + middle), self._size, interpolation=cv2.INTER_AREA)
        return np.asarray(middle * toned / (1 - np.minimum(toned, 0.9999)), np.float32)

    def _point(self, camera: Camera) -> None:
        view = np.eye(4)
        view[:3, :3] = camera.rotation
        view[:3, 3] = -camera.rotation @ camera.position
        near, far = NEAREST, FARTHEST
        surface = self._surface
        for program in (surface, self._silhouette):
            program["view"] = _column_major(view)
            program["focal"] = (2 * camera.focal / camera.width, 2 * camera.focal / camera.height)
            program["to_depth"] = (-(far + near) / (far - near), -2 * far * near / (far - near))
            program["curve"] = camera.curve
        surface["eye"], surface["axis"] = tuple(camera.position), tuple(-camera.rotation[2])


def _field_texture(gl: moderngl.Context, field: np.ndarray) -> moderngl.Texture3D:
    """Return the light field as a texture; its six faces stand side by side along x."""
    faces, z, y, x, channels = field.shape
    values = field.transpose(1, 2, 0, 3, 4).reshape(z, y, faces * x, channels)
    texture = gl.texture3d(
        (faces * x, y, z), channels, np.ascontiguousarray(values, "f2").tobytes(), dtype="f2", alignment=1
    )
    texture.repeat_x = texture.repeat_y = texture.repeat_z = False
    texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
    return texture


def _open_gl() -> moderngl.Context:
    # The libraries as Debian's runtime packages name them: without a version only development packages have them.
    libraries: dict[str, Any] = {"backend": "egl", "libgl": "libGL.so.1", "libegl": "libEGL.so.1"}
    try:
        return moderngl.create_context(standalone=True, **libraries)
    except Exception as error:  # moderngl raises bare exceptions
        raise UserError(f"OpenGL does not start ({error}); install libegl1 and libgl1-mesa-dri.") from error


def _packed(meshes: Iterable[Mesh]) -> tuple[np.ndarray, np.ndarray]:
    vertices, faces, start = [], [], 0
    for mesh in meshes:
        kind = np.tile([float(mesh.material), float(mesh.pattern)], (len(mesh.vertices), 1))
        normals = vertex_normals(mesh.vertices, mesh.faces)
        vertices.append(np.concatenate([mesh.vertices, normals, mesh.colours, mesh.rest, kind], axis=1))
        faces.append(mesh.faces + start)
        start += len(mesh.vertices)
    return np.concatenate(vertices).astype("f4"), np.concatenate(faces).astype("i4")


def _column_major(matrix: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in matrix.T.ravel())


def _sun_projection(direction: Array) -> Array:
    distance = 2.5
    view = np.eye(4)
    view[:3, :3] = look_rotation(direction, np.zeros(3))
    view[:3, 3] = -view[:3, :3] @ (_CABIN_CENTRE + distance * direction)
    depth = np.eye(4)
    depth[2, 3] = distance
    return np.diag([1 / _CABIN_RADIUS, 1 / _CABIN_RADIUS, -1 / distance, 1.0]) @ depth @ view
